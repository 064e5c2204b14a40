// @ts-check
/** Pages without a dossier: lists, what waits to be sent, looking up a slip, leaving. */

/** @typedef {import("../types").Json} Json */

/** @param {Json} frame @param {Json[]} items @param {Json[]} [problems] */
export const dossiersPage = (frame, items, problems = []) => ({ ...frame, dossiers: items, problems });

/** @param {Json} frame @param {Json[]} lanes */
export const outboxPage = (frame, lanes) => ({ ...frame, lanes });

/** @param {Json} frame @param {{code: string, check: string}} typed @param {Json[]} [problems] */
export const trackPage = (frame, typed, problems = []) => ({ ...frame, typed, problems });

/** @param {Json} frame @param {{code: string, done: boolean, unsent: number}} said */
export const leavePage = (frame, said) => ({ ...frame, ...said });
