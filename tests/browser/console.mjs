// What tests of the consoles do in a browser.
export const PASSWORD = 'plum rocket teapot 9';

export const fill = (page, label, text) => page.getByLabel(label, { exact: true }).fill(text);
export const press = (page, name) => page.getByRole('button', { name, exact: true }).click();
export const heading = (page, name) => page.getByRole('heading', { level: 1, name, exact: true }).waitFor();

export async function choosePassword(page, link) {
  await page.goto(link);
  await fill(page, 'Password', PASSWORD);
  await fill(page, 'Password again', PASSWORD);
  await press(page, 'Save password and sign in');
  await heading(page, 'Start');
}

/** The first operator and the root user of Globex choose passwords: what their browsers keep, as {operator, root}. */
export async function signUpBoth(bench) {
  const operator = await (await bench.context({ cookies: true })).newPage();
  await operator.goto(await bench.server.firstOperator);
  await fill(operator, 'Your email address', 'ada@market.example');
  await fill(operator, 'Password', PASSWORD);
  await fill(operator, 'Password again', PASSWORD);
  await press(operator, 'Save password and sign in');
  await heading(operator, 'Start');
  await operator.goto(`${bench.server.base}/operator/accounts`);
  await operator.getByRole('link', { name: 'Globex management' }).click();
  await operator.getByRole('link', { name: 'New sign-up link for root' }).click();
  await press(operator, 'New sign-up link for root');
  const link = await operator.locator('dd code', { hasText: '/console/sign-up/' }).innerText();
  const root = await (await bench.context({ cookies: true })).newPage();
  await choosePassword(root, link);
  return { operator: await operator.context().storageState(), root: await root.context().storageState() };
}
