/** Answers with the names of the variables that the function has, never with their values. */
export async function handler() {
  const names = ["LOG_LEVEL", "STAGE", "API_KEY", "DB_URL"].filter((name) => process.env[name]);
  return { statusCode: 200, body: JSON.stringify(names) };
}
