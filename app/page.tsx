import { redirect } from "next/navigation";

/** The start page is the list of projects. */
export default function StartPage(): never {
  redirect("/projects");
}
