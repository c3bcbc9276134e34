/**
 * The forms of tokens that a service gives out with a mark of its own, so that no name is needed to recognize them.
 *
 * Publishable keys are not included: `pk_live_…` of Stripe, a Sentry DSN, browser keys of New Relic, client ids.
 */
import { isMadeUp } from "./random-text.ts";

/**
 * Each form with the name of what it is. A form has a beginning of its own, every repetition in it is bounded or ends where its
 * characters end, so that the time is linear in the length of the text.
 *
 * Source: each vendor's documentation of its tokens, and the published lists of GitHub's secret scanning and of gitleaks.
 */
const FORMS = [
  ["AWS access key ID", within("(?:AKIA|ASIA|ABIA|ACCA)[A-Z2-7]{16}")],
  ["Amazon Bedrock API key", within("ABSK[A-Za-z0-9+/]{100,300}={0,2}")],
  ["AWS AppSync API key", within("da2-[a-z0-9]{26}")],
  ["GitHub token", within("gh[pousr]_[A-Za-z0-9]{36,251}|github_pat_[A-Za-z0-9_]{82}")],
  ["GitLab token", within("gl(?:pat|dt|rt|cbt|ptt|ft|imt|agent|soat|oas|ffct)-[\\w-]{20,300}(?:\\.[\\w]{2,20}){0,3}")],
  ["Bitbucket token", within("AT(?:BB|CTT3)[\\w=-]{28,300}")],
  ["Atlassian API token", within("ATATT3[\\w=-]{100,300}")],
  ["Slack token", within("(?:xox[abeoprs]|xoxe\\.xox[bp]|xapp)-[\\w-]{20,300}")],
  ["Slack webhook", /hooks\.slack\.com\/(?:services|workflows|triggers)\/[\w-]{8,14}\/[\w-]{8,20}\/[\w-]{20,64}/],
  ["Discord webhook", /discord(?:app)?\.com\/api\/webhooks\/\d{17,20}\/[\w-]{60,80}/],
  ["Discord bot token", within("[MNO][\\w-]{23,27}\\.[\\w-]{6}\\.[\\w-]{27,38}")],
  ["Microsoft Teams webhook", /\.webhook\.office\.com\/webhookb2\/[\w-]{36}@[\w-]{36}\/IncomingWebhook\/[0-9a-f]{32}\//],
  ["Telegram bot token", within("(?:bot)?\\d{8,10}:AA[\\w-]{33}")],
  ["Stripe key", within("[sr]k_(?:live|test)_[A-Za-z0-9]{24,247}")],
  ["webhook signing secret", within("whsec_[A-Za-z0-9+/]{24,128}={0,2}")],
  ["Square token", within("sq0(?:atp|csp)-[\\w-]{22,43}|EAAA[\\w-]{60}")],
  ["Shopify token", within("shp(?:at|ca|pa|ss)_[0-9a-fA-F]{32}")],
  ["SendGrid key", within("SG\\.[\\w-]{22}\\.[\\w-]{43}")],
  ["Mailgun key", within("key-[0-9a-f]{32}")],
  ["Mailchimp key", within("[0-9a-f]{32}-us\\d{1,2}")],
  ["Brevo key", within("xkeysib-[0-9a-f]{64}-[A-Za-z0-9]{16}")],
  ["Resend key", within("re_[A-Za-z0-9]{8}_[A-Za-z0-9]{24}")],
  ["Postman key", within("PMAK-[0-9a-f]{24}-[0-9a-f]{34}")],
  ["npm token", within("npm_[A-Za-z0-9]{36}")],
  ["PyPI token", within("pypi-AgE[\\w-]{50,300}")],
  ["RubyGems key", within("rubygems_[0-9a-f]{48}")],
  ["Docker Hub token", within("dckr_(?:pat|oat)_[\\w-]{27,32}")],
  ["Anthropic key", within("sk-ant-[a-z]{2,6}\\d\\d-[\\w-]{80,120}")],
  ["OpenRouter key", within("sk-or-v1-[0-9a-f]{64}")],
  ["OpenAI key", within("sk-(?:proj|svcacct|admin|None)-[\\w-]{20,200}|sk-[A-Za-z0-9]{20}T3BlbkFJ[A-Za-z0-9]{20}")],
  ["Hugging Face token", within("(?:hf|api_org)_[A-Za-z]{34}")],
  ["Groq key", within("gsk_[A-Za-z0-9]{52}")],
  ["xAI key", within("xai-[A-Za-z0-9]{80}")],
  ["Perplexity key", within("pplx-[A-Za-z0-9]{48}")],
  ["Replicate token", within("r8_[A-Za-z0-9]{37}")],
  ["Pinecone key", within("pcsk_[A-Za-z0-9]{5,6}_[A-Za-z0-9]{60,70}")],
  ["LangSmith key", within("lsv2_(?:pt|sk)_[0-9a-f]{32}_[0-9a-f]{10}")],
  ["Google OAuth client secret", within("GOCSPX-[\\w-]{28}")],
  ["Google access token", within("ya29\\.[\\w-]{20,300}")],
  ["Azure storage key", /AccountKey=[A-Za-z0-9+/]{86}==/],
  ["Azure shared access key", /SharedAccessKey=[A-Za-z0-9+/]{43}=/],
  ["Microsoft Entra client secret", within("[A-Za-z0-9_~.]{3}\\dQ~[\\w~.-]{31,34}")],
  ["Azure DevOps token", within("[A-Za-z0-9]{76}AZDO[A-Za-z0-9]{4}")],
  ["DigitalOcean token", within("do[opr]_v1_[0-9a-f]{64}")],
  ["Databricks token", within("dapi[0-9a-f]{32}(?:-\\d)?")],
  ["Heroku key", within("HRKU-[\\w-]{36,64}")],
  ["New Relic key", within("NR(?:AK|II|RA)-[\\w-]{27,32}|[0-9a-f]{36}NRAL")],
  ["Grafana token", within("glsa_[A-Za-z0-9]{32}_[0-9a-fA-F]{8}|glc_[A-Za-z0-9+/]{32,400}={0,2}")],
  ["Sentry token", within("sntrys_eyJ[\\w+/=-]{50,400}|sntryu_[0-9a-f]{64}")],
  ["Dynatrace token", within("dt0[a-z]\\d\\d\\.[A-Z0-9]{24}\\.[A-Z0-9]{64}")],
  ["Honeycomb key", within("hc[a-z]{2}k_[a-z0-9]{58}")],
  ["Vault token", within("hv[sbr]\\.[\\w-]{90,300}")],
  ["HCP Terraform token", within("[A-Za-z0-9]{14}\\.atlasv1\\.[\\w-]{60,70}")],
  ["Doppler token", within("dp\\.(?:pt|st|ct|sa|scim|audit)\\.(?:[a-z0-9_-]{2,35}\\.)?[A-Za-z0-9]{40,44}")],
  ["1Password service account token", within("ops_eyJ[\\w+/=-]{200,1000}")],
  ["age private key", within("AGE-SECRET-KEY-1[0-9A-Z]{58}")],
  ["Supabase key", within("sbp_[0-9a-f]{40}|sb_secret_[\\w-]{20,60}")],
  ["PlanetScale token", within("pscale_(?:tkn|pw|oauth)_[\\w.=-]{32,64}")],
  ["Linear key", within("lin_api_[A-Za-z0-9]{40}")],
  ["Notion token", within("ntn_[A-Za-z0-9]{40,50}|secret_[A-Za-z0-9]{43}")],
  ["Airtable token", within("pat[A-Za-z0-9]{14}\\.[0-9a-f]{64}")],
  ["HubSpot token", within("pat-(?:na|eu|ap)\\d-[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}")],
  ["Figma token", within("figd_[\\w-]{40,50}")],
] as const satisfies readonly (readonly [string, RegExp])[];

export type TokenForm = (typeof FORMS)[number][0];

/** Returns the form of the token that `text` is or contains; undefined if there is none, or if it is an example. */
export function tokenForm(text: string): TokenForm | undefined {
  return FORMS.find(([, pattern]) => {
    const found = pattern.exec(text)?.[0];
    return found !== undefined && !isMadeUp(found);
  })?.[0];
}

/** Returns a pattern for a token that other characters of tokens neither precede nor follow. */
function within(form: string): RegExp {
  return new RegExp(`(?<![\\w-])(?:${form})(?![\\w-])`);
}
