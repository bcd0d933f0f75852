import { navigate } from "wouter/use-hash-location";

/** Goes to a place in the window, from wherever: `go(paths.search())`. */
export function go(path: string, { replace = false }: { replace?: boolean } = {}): void {
  navigate(path, { replace });
}
