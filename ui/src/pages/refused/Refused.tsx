import { Answered } from "../../parts/Answered";
import { CopyButton } from "../../parts/CopyButton";
import { Screen } from "../../parts/Screen";
import { useAnswer } from "../../parts/use-answer";
import { useNow } from "../../parts/use-now";
import { useSync } from "../../store/hooks";
import { fetchRefused } from "../../store/syncing";
import css from "./Refused.module.css";
import { RefusedItem } from "./RefusedItem";
import { textOfAll } from "./text";

/** Work that the relay did not take. It is kept here until the person decides. */
export default function Refused() {
  const { refused } = useSync();
  const now = useNow();
  // The count changes when the relay refuses more, also while this is shown.
  const [answer, again] = useAnswer(fetchRefused, String(refused));
  const all = answer.at === "ready" ? answer.value : [];
  return (
    <Screen
      title="Refused changes"
      lead={
        all.length > 0
          ? "The relay did not take these. They are kept on this machine, and what you see elsewhere is without them."
          : undefined
      }
      actions={
        all.length > 0 ? (
          <CopyButton text={() => textOfAll(all)}>Copy all as text</CopyButton>
        ) : undefined
      }
    >
      <Answered
        answer={answer}
        again={again}
        label="refused changes"
        failed="The list could not be read"
        empty={{
          icon: "check",
          title: "Nothing was refused",
          body: "When a relay does not take a change, it is kept here with the reason, and you decide.",
        }}
      >
        {(refused) => (
          <ul className={css.list} aria-label="Refused changes">
            {refused.map((work) => (
              <RefusedItem key={work.number} work={work} now={now} onGone={again} />
            ))}
          </ul>
        )}
      </Answered>
    </Screen>
  );
}
