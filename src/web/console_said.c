/* What is said on a page after something was done: whole sentences, chosen by a key, so that no
 * address can make a page say anything else. */
#include "base/text.h"
#include "web/console.h"

static const struct {
    const char *key;
    const char *text;
} sentences[] = {
    {"signed-out", "You have signed out."},
    {"password-changed", "Your password is changed. Your other sessions have ended."},
    {"factor-removed", "Your second factor is removed."},
    {"session-ended", "The session has ended."},
    {"sessions-ended", "Your other sessions have ended."},
    {"attached", "The policy is attached."},
    {"detached", "The policy is detached."},
    {"suspended", "Suspended. Sessions have ended, and keys work no more."},
    {"resumed", "Active again."},
    {"deleted", "Deleted."},
    {"user-factor-removed", "The second factor is removed: the password is enough again."},
    {"key-activated", "The access key works again."},
    {"key-deactivated", "The access key works no more."},
    {"key-deleted", "The access key is deleted."},
    {"policy-created", "The policy is created. Attach it to users on their pages."},
    {"version-created", "The new version is the default: it applies to all who have the policy."},
    {"version-default", "This version is the default now."},
    {"version-deleted", "The version is deleted."},
    {"role-created", "The role is created."},
    {"role-deleted", "The role is deleted."},
    {"account-moved", "The account is moved. Its orders and agreements stay with it."},
    {"organization-created", "The organization is created."},
};

const char *console_said(const char *key)
{
    for (size_t i = 0; key != NULL && i < sizeof sentences / sizeof *sentences; i++) {
        if (text_equal(sentences[i].key, key))
            return sentences[i].text;
    }
    return NULL;
}
