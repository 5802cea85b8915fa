#ifndef DOMAIN_MEMBER_ACCOUNT_H
#define DOMAIN_MEMBER_ACCOUNT_H
/*
 * CAT-8: which of an organization's accounts a punchout buys for, by an Extrinsic of its
 * PunchOutSetupRequest. A table says what the values stand for; without one the value is the
 * account's id.
 */
#include "domain/connection_settings.h"

/* Reads account_extrinsic, account_table and account_fallback. Whether the accounts are the
 * organization's is for the caller to see to. */
void member_account_read(struct arena *arena, const struct connection_settings *settings,
                         struct connection *out, struct settings_problems *problems);

/* The account that a value stands for, or NULL. Values are compared trimmed and without case; an
 * account's id may have hyphens or blanks between its digits. */
const char *member_account_of(struct arena *arena, const struct connection *connection,
                              const char *value);

/* The next value of the stored table and its account; false at the end. `*at` begins as the table.
 */
bool member_account_next(struct arena *arena, const char **at, const char **value,
                         const char **account_id);

#endif
