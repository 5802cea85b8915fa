#include "app/who.h"

#include "app/ctx.h"

bool who_is_buyer(const struct who *who)
{
    return who != NULL && (who->kind == WHO_ROOT || who->kind == WHO_USER);
}

const struct who *who_system(void)
{
    static const struct who system = {
        .kind = WHO_SYSTEM,
        .account_id = "",
        .account_name = "",
        .organization_id = "",
        .organization_name = "",
        .management_account_id = "",
        .principal_id = "punchoutd",
        .name = "punchoutd",
        .email = "",
        .arn = "system",
        .session_key = "",
        .address = "",
    };
    return &system;
}
