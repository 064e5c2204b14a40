// Every day of two years, typed and shown again, in whatever zone this process was started in. One JSON list on stdout.
import { answersOf } from "../../static/core/answers.js";
import { PostedValues } from "../../static/core/kinds/base.js";
import { kindOf } from "../../static/core/kinds/index.js";
import { Lists } from "../../static/core/lists.js";
import { localOf } from "../../static/core/promises.js";

const lists = new Lists({ words: [] });
const field = { id: "day", kind: "date" };
const days = [];
for (let at = Date.UTC(2023, 0, 1); at < Date.UTC(2025, 0, 1); at += 864e5) {
  const day = new Date(at);
  const typed = `${day.getUTCDate()}/${day.getUTCMonth() + 1}/${day.getUTCFullYear()}`;
  const { value } = kindOf(field).parse(field, new PostedValues([["day", [typed]]]), lists);
  const shown = kindOf(field).show(field, answersOf({ day: value }).value("day"), "vi", lists);
  // 17:00 UTC is midnight in Vietnam: the day has just begun there, wherever this phone thinks it is.
  days.push([typed, value, shown, localOf(new Date(at + 17 * 36e5).toISOString()).day]);
}
process.stdout.write(JSON.stringify(days));
