#ifndef DOMAIN_CATALOGUE_MEMBERS_H
#define DOMAIN_CATALOGUE_MEMBERS_H
/* What a catalogue's file says is what the format knows: a misspelt "account" would make a private
 * offer public, and "withdrawn": "yes" would withdraw nothing. */
#include "base/status.h"

struct arena;
struct json_value;

/* BAD_INPUT names the product, and the member that is unknown or of another kind. */
enum status catalogue_check_members(struct arena *arena, const struct json_value *root,
                                    struct fault *fault);

#endif
