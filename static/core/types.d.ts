/** What the modules of this folder hand to each other. Types only: browsers never load this file. Twin of `webapp/forms/definition.py`. */

export type Json = any;
export type Lang = string;
export type Level = "error" | "warning";
export interface Localised { vi: string; en: string }
export interface Option { value: string; say: Localised; hint?: Localised }

/** A definition as `definition_to_json` writes it: what has its default is left out. */
export interface Field {
  id: string; kind: string; required?: boolean; label?: Localised; hint?: Localised; options?: Option[]; when?: Json;
  min?: number | string; max?: number | string; max_length?: number; sensitive?: boolean; autocomplete?: string;
  fields?: Field[]; problems?: Record<string, Localised>; list?: string;
}
export interface Say { say: Localised; when?: Json; link?: string; values?: Record<string, Json> }
export interface Step { id: string; ask: Localised; fields: Field[]; why?: Localised; when?: Json; say?: Say[] }
export interface Paper {
  id: string; name: Localised; form: string; treatment: string; count?: number; when?: Json; look?: string;
  replaced_by?: string; note?: Localised; required?: boolean; options?: Option[];
}
export interface Check { code: string; when: Json; level: Level; fields: string[]; say: Localised }
export interface Eligible { code: string; when: Json; say: Localised; meanwhile?: Say[] }
export interface Definition {
  procedure: string; revision: number; name: Localised; steps: Step[]; papers?: Paper[]; checks?: Check[]; eligible?: Eligible[];
  signing: string; presence: string; changes?: string; view_schema?: number; origin?: string;
}

/** Something in one answer that a person can mend. `code` names a sentence, `params` its values. */
export interface Problem { field: string; code: string; params: Record<string, string | number>; row: string | null; part: string | null; level: Level }
export interface Item { code: string; vi: string; en: string; parent: string }
export interface Offer { code: string; label: string; hint: string }
/** The controls of one form, as a browser sent them. */
export interface Posted { one(name: string): string; all(name: string): string[]; has(name: string): boolean }
/** What was read: a canonical value, or problems, or nothing (`blank`). */
export interface Parsed { value: Json; problems: Problem[]; blank: boolean }

export type Sent = Record<string, string[]>;
export type Lists = import("./lists.js").Lists;
export interface CheckContext { today: string; lists: Lists }

/** What a kind knows; twin of `webapp/forms/kinds/base.py:Kind` without the schemas and examples. No kind has state. */
export interface Kind {
  control: string;
  /** The problem code when the answer is required and blank. */
  missing: string;
  offersUnknown: boolean;
  /** The parts posted as `<id>.<part>`. */
  parts(field: Field): string[];
  /** Every control name this field may post. */
  names(field: Field): string[];
  /** Reads a posted value. Never throws; a typed value wins over "I do not know". */
  parse(field: Field, posted: Posted, lists: Lists): Parsed;
  read(field: Field, posted: Posted, lists: Lists): Parsed;
  /** What is wrong with a stored value today. It may come from anywhere, so its shape is looked at first. */
  check(field: Field, value: Json, context: CheckContext): Problem[];
  /** Has a value the shape of the Python kind's schema? */
  fits(field: Field, value: Json): boolean;
  /** Is there a value that can be shown? */
  has(field: Field, value: Json): boolean;
  readAgain(field: Field, value: Json, lists: Lists): Problem[];
  judge(field: Field, value: Json, context: CheckContext): Problem[];
  /** The value in a person's words; "" for no value. */
  show(field: Field, value: Json, lang: Lang, lists: Lists): string;
  say(field: Field, value: Json, lang: Lang, lists: Lists): string;
  /** What a browser would post for a value: the inverse of `parse`. */
  post(field: Field, value: Json): Sent;
  fill(field: Field, value: Json): Sent;
  /** `field.input` of the edit template; what was typed, when something was posted. */
  edit(field: Field, value: Json, posted: Posted | null, lang: Lang, lists: Lists): Record<string, Json>;
  ask(field: Field, typed: Posted, lang: Lang, lists: Lists): Record<string, Json>;
}

/** One of the answers that compete for a field; `value` is null when it was cleared, `at` a moment in words. */
export interface Version { entry: string; value: Json; at: string; by: "here" | "other"; shows: boolean }
/** Answers nobody has chosen between, the one that shows first. `field` of a paper is the field its answer is kept under. */
export interface Conflict { part: "answer" | "row" | "paper"; field: string; row: string | null; versions: Version[] }
/** A dossier as its pages see it; `at` is a moment in words, `number` the first half of its page numbers. */
export interface Folder {
  id: string; definition: Definition; answers: import("./answers.js").AnswerSet; name: string; number: number; state: string;
  safety: string; keptBy: string; at: string; passed: Set<string>; conflicts: Conflict[];
  /** how many photos it names that are not at the centre */
  photosAwaited?: number;
  /** Where each file is that the dossier names. */
  files: Map<string, import("./views/files.js").Known>;
}
/** Who reads, and with which words. */
export interface Reader { lang: Lang; today: string; lists: Lists; problems: Record<string, Localised>; wording: import("./wording.js").Wording }

/** A kind typed into one box. */
export interface Line extends Kind {
  /** The keyboard a phone offers. */
  mode: string;
  longest: number;
  clean(text: string): string;
  readText(field: Field, text: string): Parsed;
}
export interface Numeric extends Line { unreadable: string }
export interface Identity extends Line { size: number; lengthCode: string }
export type Typed = [string, string, string];
export interface DateKind extends Kind { partial: boolean; split(whole: string): Typed | null; gaps(field: Field, typed: Typed): Problem[] }
export interface Choice extends Kind { source: string; offers(field: Field, lang: Lang, lists: Lists): Offer[] }
export interface Place extends Kind { typed(field: Field, posted: Posted): Record<string, string> }
