#ifndef BUYER_MASK_H
#define BUYER_MASK_H
struct arena;

/* A copy with the text of every SharedSecret and CredentialMac replaced by dots. Works on text that
 * is not well-formed: what has no end is masked to the end. */
const char *mask_secrets(struct arena *arena, const char *document);

#endif
