"""What a PIN costs whoever types it: the time from the press on "Mở khóa" to the vault's key, at the rounds that vaults have."""

from __future__ import annotations

from pathlib import Path
from statistics import median

from tests.bench import phone
from tests.bench.timing import percentile, tell
from tests.support.harbours import Harbour

TIMES = 7
OPENS = """async times => {
  const core = document.querySelector('script[type="module"]').src.replace(/js.[^/]+$/, 'core/');
  const { newVaultKey, ROUNDS, unwrapVault, wrapVault } = await import(core + 'secrets.js');
  const { raw } = await newVaultKey();
  const row = { vault: 'x', by: 'pin', ...(await wrapVault('pin', '480216', 'x', raw)) };
  const taken = [];
  for (let time = 0; time < times; time += 1) {
    const begun = performance.now();
    if (!(await unwrapVault(row, '480216'))) throw new Error('it does not open');
    taken.push(performance.now() - begun);
  }
  return [ROUNDS, taken];
}"""


def unlocking(harbour: Harbour, folder: Path, share: int) -> None:
    """Print how long a vault takes to open on a share of a core."""
    with phone.browser(folder / f"locks-{share}", share) as page:
        page.goto(f"{harbour.base}/vi/")
        rounds, taken = page.evaluate(OPENS, TIMES)
    where = "a whole core" if share == 1 else f"1/{share} of a core"
    tell(f"a vault opens, {rounds} rounds, {where}, n={len(taken)}", f"p50 {median(taken):.0f} p95 {percentile(taken, 95):.0f} ms", "")
