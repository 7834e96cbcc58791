import { readFileSync } from 'node:fs';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Tenant } from './tenant.ts';
import { sendLiveUpdates } from './view/live-updates.ts';
import { page } from './view/page.ts';
import { chooseLocale, createWords } from './view/words.ts';

/** Handles the requests that are the view's, and says whether this one was. */
export type TenantView = (request: IncomingMessage, response: ServerResponse) => boolean;

/**
 * The page that people watch: everybody's cloud account and AD account side by side, what changed by whom, and the
 * buttons of an AD administrator and of the clock. Served at `/`, its parts under `/view/`; the buttons post to the
 * sandbox's own `/sandbox/…`.
 *
 * Everything from the tenant is escaped and nothing is loaded from outside (Content-Security-Policy). Who may ask at
 * all is the sandbox server's business.
 */
export function createTenantView(tenant: Tenant): TenantView {
  return (request, response) => {
    const url = new URL(request.url ?? '/', 'http://sandbox');
    const isOurs = request.method === 'GET' && (url.pathname === '/' || url.pathname.startsWith('/view/'));
    if (!isOurs) return false;
    answer(tenant, request, response, url);
    return true;
  };
}

function answer(tenant: Tenant, request: IncomingMessage, response: ServerResponse, url: URL): void {
  for (const [name, value] of Object.entries(HEADERS)) response.setHeader(name, value);
  const body = bodyOf(tenant, request, response, url);
  if (body === 'streaming') return;
  response.writeHead(body === null ? 404 : 200, {
    'content-type': ASSETS[url.pathname]?.type ?? 'text/html; charset=utf-8',
  });
  response.end(body);
}

function bodyOf(tenant: Tenant, request: IncomingMessage, response: ServerResponse, url: URL): string | null {
  const words = createWords(chooseLocale(url.searchParams.get('lang'), request.headers['accept-language']));
  if (url.pathname === '/') return page(tenant, tenant.state(), words);
  if (url.pathname !== '/view/updates') return ASSETS[url.pathname]?.body ?? null;
  sendLiveUpdates(tenant, response, words);
  return 'streaming';
}

const HEADERS = {
  'content-security-policy':
    "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src data:; form-action 'none'; base-uri 'none'; frame-ancestors 'none'",
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
  'cache-control': 'no-store',
};

const ASSETS: Readonly<Record<string, { readonly type: string; readonly body: string }>> = {
  '/view/page.css': { type: 'text/css; charset=utf-8', body: asset('page.css') },
  '/view/page.js': { type: 'text/javascript; charset=utf-8', body: asset('page.js') },
};

function asset(name: string): string {
  return readFileSync(new URL(`./view/${name}`, import.meta.url), 'utf8');
}
