export type StoreLog = (event: { readonly kind: string; readonly code?: string; readonly requestId?: string }) => void;
