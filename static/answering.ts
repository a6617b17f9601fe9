import { askWho } from "./answering/who";

const dialog = document.querySelector<HTMLDialogElement>("#who");
if (dialog) askWho(window, dialog);
