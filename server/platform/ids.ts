import { typeidUnboxed } from "typeid-js";
import { idPrefixes, type IdKind } from "../contract/ids.ts";

/** Makes ids such as `prj_01jd…`: sortable by time (UUIDv7), prefixed by what they belong to. */
export const newId = (kind: IdKind): string => typeidUnboxed(idPrefixes[kind]);
