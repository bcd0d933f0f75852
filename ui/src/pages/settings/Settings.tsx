import { paths } from "../../paths";
import { AccountSettings } from "./AccountSettings";
import { AppearanceSettings } from "./AppearanceSettings";
import { KeyboardSettings } from "./KeyboardSettings";
import { MachineSettings } from "./MachineSettings";
import { SectionPage } from "./SectionPage";

const sections = [
  { id: "appearance", name: "Appearance", content: <AppearanceSettings /> },
  { id: "account", name: "Account", content: <AccountSettings /> },
  { id: "machine", name: "This machine", content: <MachineSettings /> },
  { id: "keyboard", name: "Keyboard", content: <KeyboardSettings /> },
] as const;

/** What is set for this window and its person. */
export default function Settings({ params }: { params: { section?: string | undefined } }) {
  return (
    <SectionPage
      title="Settings"
      sections={sections}
      section={params.section}
      pathOf={(section) => paths.settings(section)}
    />
  );
}
