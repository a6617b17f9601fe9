import { isLogin, loginOf, passwordOf, wrongPassword } from "../../../people/credentials";
import { foldName } from "../../../domain/text";
import { text } from "../../../words/text";

const NAME_AT_MOST = 80;

/** A name as others see it, or what is wrong with it. */
export function checkedName(typed: string): { name: string } | { problem: string } {
  const name = foldName(typed);
  return name === "" || name.length > NAME_AT_MOST ? { problem: text.signIn.noName } : { name };
}

export function checkedLogin(typed: string): { login: string } | { problem: string } {
  const login = loginOf(typed);
  return isLogin(login) ? { login } : { problem: text.signIn.noLogin };
}

export function checkedPassword(typed: string, login: string): { password: string } | { problem: string } {
  const wrong = wrongPassword(typed, login);
  const sentences = { short: text.signIn.short, long: text.signIn.long, name: text.signIn.asName };
  return wrong ? { problem: sentences[wrong] } : { password: passwordOf(typed) };
}
