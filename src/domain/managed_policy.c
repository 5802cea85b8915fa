#include "domain/managed_policy.h"

#include <stdio.h>

#include "base/embedded.h"
#include "base/status.h"
#include "base/text.h"

extern const struct embedded_files managed_policy_files;

#define ARN "arn:aws:iam::aws:policy/"

static const struct managed_policy policies[] = {
    {"AWSMarketplaceManageSubscriptions", ARN "AWSMarketplaceManageSubscriptions",
     "Provides the ability to subscribe and unsubscribe to marketplace software", 1},
    {"AWSMarketplaceProcurementSystemAdminFullAccess",
     ARN "AWSMarketplaceProcurementSystemAdminFullAccess",
     "Provides full access to all administrative actions for an eProcurement integration", 2},
    {"AWSMarketplaceRead-only", ARN "AWSMarketplaceRead-only",
     "Provides the ability to review marketplace subscriptions", 1},
    {"AdministratorAccess", ARN "AdministratorAccess",
     "Provides full access to all services and resources", 1},
    {"Billing", ARN "job-function/Billing", "Grants permissions for billing and cost management",
     1},
    {"ReadOnlyAccess", ARN "ReadOnlyAccess",
     "Provides read-only access to all services and resources", 1},
};

const struct managed_policy *managed_policy_list(size_t *count)
{
    *count = sizeof policies / sizeof *policies;
    return policies;
}

const struct managed_policy *managed_policy_find(const char *name)
{
    for (size_t i = 0; i < sizeof policies / sizeof *policies; i++) {
        if (text_equal(policies[i].name, name) || text_equal(policies[i].arn, name))
            return &policies[i];
    }
    return NULL;
}

struct bytes managed_policy_document(const struct managed_policy *policy, unsigned version)
{
    char name[80];
    snprintf(name, sizeof name, "%s.v%u.json", policy->name, version);
    const struct embedded_file *file = embedded_find(&managed_policy_files, name);
    if (file == NULL)
        panic("policies/%s is missing", name);
    return (struct bytes){file->data, file->size};
}
