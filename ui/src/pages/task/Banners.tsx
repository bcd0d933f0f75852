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
  if (line.deleted_at === undefined) return null;
  return (
    <Banner
      tone="warning"
      action={
        <Button size="sm" onClick={() => void act([task], { type: "restore" })}>
          Restore
        </Button>
      }
    >
      {/* Whoever edited it did not know of the deletion: somebody has to say what holds. */}
      {detail?.edited_despite_delete === true
        ? "Somebody deleted this task while somebody else edited it. It is in the bin, and the edit is kept."
        : `Deleted ${ago(line.deleted_at, now)}. It is in the bin, with everything on it.`}
    </Banner>
  );
}
