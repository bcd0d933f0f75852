import { Toast } from "@base-ui/react/toast";

export interface ToastWords {
  title: string;
  body?: string | undefined;
  tone?: "neutral" | "danger" | undefined;
  action?: { label: string; keys?: string; run: () => void } | undefined;
}

/** What `Toaster` shows. Made outside of React, so that stores can tell things too. */
export const toasts = Toast.createToastManager<{ keys: string | undefined }>();

export const toast = {
  /** Says that something was done, or failed, for some seconds. Answers with its id. */
  show({ title, body, tone = "neutral", action }: ToastWords): string {
    return toasts.add({
      title,
      ...(body === undefined ? {} : { description: body }),
      type: tone,
      priority: tone === "danger" ? "high" : "low",
      timeout: tone === "danger" ? 12_000 : 6_000,
      ...(action === undefined
        ? {}
        : {
            actionProps: { children: action.label, onClick: action.run },
            data: { keys: action.keys },
          }),
    });
  },
  /** Takes one away: what it said is no longer so. */
  close(id: string): void {
    toasts.close(id);
  },
};
