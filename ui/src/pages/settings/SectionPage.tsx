import type { ReactNode } from "react";
import { Link } from "wouter";
import { Screen } from "../../parts/Screen";
import css from "./SectionPage.module.css";

interface Section {
  id: string;
  name: string;
  content: ReactNode;
}

interface Props {
  title: string;
  sections: readonly [Section, ...Section[]];
  /** From the path; any other is the first one. */
  section: string | undefined;
  pathOf: (section: string) => string;
}

/** Settings in sections: names at the left, one of them at the right. */
export function SectionPage({ title, sections, section, pathOf }: Props) {
  const shown = sections.find(({ id }) => id === section) ?? sections[0];
  return (
    <Screen title={title} width="wide">
      <div className={css.page}>
        <nav aria-label={title}>
          <ul className={css.nav}>
            {sections.map(({ id, name }) => (
              <li key={id}>
                <Link
                  href={pathOf(id)}
                  className={css.link}
                  aria-current={id === shown.id ? "page" : undefined}
                >
                  {name}
                </Link>
              </li>
            ))}
          </ul>
        </nav>
        <section className={css.section} aria-labelledby="section-title">
          <h2 id="section-title" className={css.title}>
            {shown.name}
          </h2>
          {shown.content}
        </section>
      </div>
    </Screen>
  );
}
