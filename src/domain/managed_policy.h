#ifndef DOMAIN_MANAGED_POLICY_H
#define DOMAIN_MANAGED_POLICY_H
/*
 * The policies that are here for every customer to attach (SPEC ACC-6), under the names and ARNs of
 * AWS' own; their documents are the files of policies/.
 * AWSMarketplaceProcurementSystemAdminFullAccess is as published, in both versions; the others keep
 * of the published ones (AWS Managed Policy Reference) what this marketplace has.
 */
#include <stddef.h>

#include "base/buf.h"

struct managed_policy {
    const char *name;
    const char *arn;
    const char *description;
    unsigned versions; /* v1 and so on; the newest is the default, for all it is attached to */
};

/* All of them, by name. Static. */
const struct managed_policy *managed_policy_list(size_t *count);

/* By name or by ARN; NULL where there is none. */
const struct managed_policy *managed_policy_find(const char *name);

/* The document of a version, from 1 to `versions`, as JSON. Static. */
struct bytes managed_policy_document(const struct managed_policy *policy, unsigned version);

#endif
