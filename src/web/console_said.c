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
    {"connection-created",
     "Saved, and not enabled yet. Enter the purchase information below in your procurement "
     "system, then enable the connection."},
    {"ariba-created",
     "Saved. The marketplace's operator has a case for it and sends you instructions there."},
    {"connection-saved", "The changes are saved."},
    {"connection-enabled", "Enabled: it takes traffic."},
    {"connection-disabled", "Disabled. Every setting is kept."},
    {"redirect-off",
     "Disabled. It was the last connection with redirect: people are not sent on to Coupa any more "
     "and start there."},
    {"test-ended", "Test mode is off: orders buy."},
    {"test-started", "Test mode is on: orders buy nothing."},
    {"overlap-ended", "The old shared secret is good no more."},
    {"connection-removed", "Removed. Its secrets are destroyed."},
    {"einvoice-test-sent",
     "The test is on its way. What your procurement system says to it stands here in a moment."},
    {"einvoices-active", "Active: every invoice goes there when it is issued."},
    {"einvoice-sent", "It is on its way to the procurement system."},
    {"einvoices-suspended", "Suspended: invoices are issued and not sent."},
    {"case-opened", "The operator has your request, and answers in this case."},
    {"case-moved", "Done. The other side sees it in this case."},
    {"message-sent", "The message is sent."},
    {"subscription-cancelled", "It is cancelled. What was used until now is still invoiced."},
    {"subscription-ended", "It has ended, and the buyer is told."},
    {"charge-orders", "Invoices to come carry these purchase orders."},
    {"renews", "It renews at its end, for as long and at the same price."},
    {"renews-not", "It ends on its day, and is not renewed."},
    {"usage-recorded", "Recorded. It is charged when the month is over."},
    {"credit-given", "The credit memo is issued within 20 seconds."},
    {"order-accepted", "Accepted. The buyer is told."},
    {"order-rejected", "Rejected. The buyer is told why."},
    {"sent-again", "It is sent again. What comes of it stands here in a moment."},
    {"supplier-rotated", "The secret is changed for every connection of this identity."},
    {"webhook-test", "A test is on its way: look again in a moment."},
    {"webhook-deleted", "Deleted: it is told no more."},
    {"tax-saved", "Saved. Invoices from now on have it."},
    {"supplier-added", "Added. Buyers of SAP Ariba can choose it."},
    {"self-service-on", "This buyer may end test mode and remove connections alone."},
    {"self-service-off", "Ending test mode of SAP Ariba and removals are the operators' again."},
};

const char *console_said(const char *key)
{
    for (size_t i = 0; key != NULL && i < sizeof sentences / sizeof *sentences; i++) {
        if (text_equal(sentences[i].key, key))
            return sentences[i].text;
    }
    return NULL;
}
