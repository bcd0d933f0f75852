import type { Organisation } from "../../backend/types";
import { paths } from "../../paths";
import { useMe, useWorkspace } from "../../store/hooks";
import { Icon } from "../../ui/Icon";
import { Menu, type MenuItem } from "../../ui/Menu";
import { VisuallyHidden } from "../../ui/VisuallyHidden";
import { go } from "../go";
import { chooseOrganisation } from "./current";
import css from "./Switcher.module.css";

/** The organisation's name; pressed, the others, and what one can do with this one. */
export function OrganisationMenu({ org }: { org: Organisation | undefined }) {
  const { organisations } = useWorkspace();
  const { account } = useMe();
  const others = organisations.length > 1 ? organisations : [];
  const items: MenuItem[] = [
    ...others.map(
      (each): MenuItem => ({
        id: each.id,
        label: each.relay === null ? `${each.name} · this machine` : each.name,
        icon: each.id === org?.id ? "check" : "building",
        run: () => {
          chooseOrganisation(each.id);
          go(paths.home());
        },
      }),
    ),
    ...(org === undefined ? [] : [aboutOrganisation(org, others.length > 0)]),
    {
      id: "projects",
      label: "All projects",
      icon: "folder",
      separated: org !== undefined,
      run: () => go(paths.home()),
    },
    {
      id: "new",
      label: "New project",
      icon: "plus",
      run: () => go(paths.newProject(org?.id)),
    },
    {
      id: "settings",
      label: "Settings",
      icon: "settings",
      shortcut: "mod+,",
      separated: true,
      run: () => go(paths.settings()),
    },
    ...(account === null
      ? [
          {
            id: "sign-in",
            label: "Sign in or sign up",
            icon: "user",
            run: () => go(paths.signIn()),
          } as const,
        ]
      : []),
  ];
  const name = org?.name ?? "Aloft";
  return (
    <Menu
      items={items}
      trigger={
        <button type="button" className={css.org}>
          <span className={css.initial} aria-hidden="true">
            {name.slice(0, 1).toUpperCase()}
          </span>
          <VisuallyHidden>Organisation: </VisuallyHidden>
          <span className={css.orgName}>{name}</span>
          {org?.relay === null && <span className={css.local}>Local</span>}
          <Icon name="chevron-down" className={css.arrow} />
        </button>
      }
    />
  );
}

function aboutOrganisation(org: Organisation, separated: boolean): MenuItem {
  return org.relay === null
    ? {
        id: "share",
        label: "Share with a team",
        icon: "user-plus",
        separated,
        run: () => go(paths.join(org.id)),
      }
    : {
        id: "members",
        label: "Members",
        icon: "users",
        separated,
        run: () => go(paths.members(org.id)),
      };
}
