import { Toast } from "@base-ui/react/toast";
import { Icon } from "./Icon";
import { Kbd } from "./Kbd";
import { toasts } from "./toast";
import css from "./toaster.module.css";

/** Where toasts stand. Once, at the root. */
export function Toaster() {
  return (
    <Toast.Provider toastManager={toasts} limit={3}>
      <Toast.Portal>
        <Toast.Viewport className={css.viewport}>
          <Toasts />
        </Toast.Viewport>
      </Toast.Portal>
    </Toast.Provider>
  );
}

function Toasts() {
  const { toasts: shown, close } = Toast.useToastManager<{ keys: string | undefined }>();
  return shown.map((each) => (
    <Toast.Root key={each.id} toast={each} className={css.toast} data-tone={each.type}>
      <Toast.Content className={css.content}>
        {each.type === "danger" && <Icon name="alert" className={css.alert} />}
        <div className={css.words}>
          <Toast.Title className={css.title} />
          <Toast.Description className={css.body} />
        </div>
        {each.actionProps !== undefined && (
          // It runs the action's own `onClick` by itself.
          <>
            <Toast.Action className={css.action} onClick={() => close(each.id)} />
            {each.data?.keys !== undefined && <Kbd keys={each.data.keys} />}
          </>
        )}
        <Toast.Close className={css.close} aria-label="Dismiss">
          <Icon name="close" />
        </Toast.Close>
      </Toast.Content>
    </Toast.Root>
  ));
}
