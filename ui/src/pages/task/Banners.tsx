import { ago } from "../../parts/ago";
import { useNow } from "../../parts/use-now";
import { act } from "../../store/acts";
import { Banner } from "../../ui/Banner";
import { Button } from "../../ui/Button";
import { useScene } from "./use-scene";

/** What is unusual about the whole task. */
export function Banners(): React.JSX.Element | null {
  const { task, line, detail } = useScene();
  const now = useNow();
  const again = (type: "restore" | "delete"): void => void act([task], { type });
  if (line.deleted_at !== undefined) {
    return (
      <Banner
        tone="warning"
        action={
          <Button size="sm" onClick={() => again("restore")}>
            Restore
          </Button>
        }
      >
        Deleted {ago(line.deleted_at, now)}. It is in the bin, with everything on it.
      </Banner>
    );
  }
  if (!detail?.edited_despite_delete) return null;
  return (
    <Banner
      tone="info"
      action={
        <Button size="sm" onClick={() => again("delete")}>
          Delete
        </Button>
      }
    >
      Somebody deleted this task while somebody else edited it. The edit won, so it is still here.
    </Banner>
  );
}
