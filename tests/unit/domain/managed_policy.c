#include "domain_unit.h"

#include "base/text.h"
#include "domain/managed_policy.h"
#include "domain/policy.h"

static const struct policy *parsed(struct arena *arena, const char *name, unsigned version)
{
    const struct managed_policy *managed = managed_policy_find(name);
    const struct policy *policy = NULL;
    struct fault fault = {""};
    assert_non_null(managed);
    if (policy_parse(arena, managed_policy_document(managed, version), &policy, &fault) != OK)
        fail_msg("%s v%u: %s", name, version, fault.message);
    return policy;
}

/* ACC-6 */
static void every_version_is_a_policy(void **state)
{
    size_t count;
    size_t versions = 0;
    const struct managed_policy *list = managed_policy_list(&count);
    for (size_t i = 0; i < count; i++) {
        assert_true(list[i].versions > 0 && list[i].description[0] != '\0');
        assert_true(i == 0 || strcmp(list[i - 1].name, list[i].name) < 0);
        assert_true(text_ends(list[i].arn, list[i].name));
        assert_ptr_equal(managed_policy_find(list[i].arn), &list[i]);
        for (unsigned version = 1; version <= list[i].versions; version++, versions++)
            parsed(*state, list[i].name, version);
    }
    assert_int_equal(count, 6);
    assert_int_equal(versions, 7);
    assert_null(managed_policy_find("PowerUserAccess"));
    assert_string_equal(managed_policy_find("Billing")->arn,
                        "arn:aws:iam::aws:policy/job-function/Billing");
}

/* What is allowed; `!` before what is not. */
struct grant {
    const char *policy;
    const char *actions; /* blank-separated */
};

static void check(struct arena *arena, const struct grant *grant, unsigned version)
{
    static const char *const purchase[] = {"PurchaseAgreement"};
    static const char *const acceptor[] = {"Acceptor"};
    static const struct policy_key keys[] = {{"aws-marketplace:AgreementType", purchase, 1},
                                             {"aws-marketplace:PartyType", acceptor, 1}};
    const struct policy *policy = parsed(arena, grant->policy, version);
    const char *at = grant->actions;
    while (*at != '\0') {
        size_t length = strcspn(at, " ");
        const char *action = arena_text_n(arena, at, length);
        bool no = *action == '!';
        struct policy_request request = {
            .action = action + no, .resource = "*", .context = {keys, COUNT(keys)}};
        bool allowed = policy_evaluate(&policy, 1, &request).decision == POLICY_ALLOWED;
        if (allowed == no)
            fail_msg("%s v%u %s %s", grant->policy, version, allowed ? "allows" : "does not allow",
                     action + no);
        at += length;
        at += strspn(at, " ");
    }
}

/* ACC-6: whoever administers the integration, and nothing beyond; v2 adds the portal preferences.
 */
static void procurement_administrators(void **state)
{
    static const char name[] = "AWSMarketplaceProcurementSystemAdminFullAccess";
    static const struct grant both = {
        name, "aws-marketplace:PutProcurementSystemConfiguration "
              "aws-marketplace:DescribeProcurementSystemConfiguration "
              "organizations:DescribeOrganization organizations:ListAccounts "
              "!organizations:CreateAccount !aws-marketplace:Subscribe !iam:GetRole "
              "!invoicing:PutProcurementPortalPreference "
              "!invoicing:DeleteProcurementPortalPreference "
              "!invoicing:UpdateProcurementPortalPreferenceStatus"};
    static const struct grant first = {name, "!invoicing:CreateProcurementPortalPreference "
                                             "!invoicing:GetProcurementPortalPreference "
                                             "!invoicing:ListProcurementPortalPreferences"};
    static const struct grant second = {name, "invoicing:CreateProcurementPortalPreference "
                                              "invoicing:GetProcurementPortalPreference "
                                              "invoicing:ListProcurementPortalPreferences"};
    assert_int_equal(managed_policy_find(name)->versions, 2);
    check(*state, &both, 1);
    check(*state, &both, 2);
    check(*state, &first, 1);
    check(*state, &second, 2);
}

/* ACC-6 */
static void the_others_do_what_they_are_called(void **state)
{
    static const struct grant grants[] = {
        {"AdministratorAccess", "iam:CreateRole aws-marketplace:Subscribe invoicing:TagResource "
                                "aws-marketplace:PutProcurementSystemConfiguration"},
        {"AWSMarketplaceManageSubscriptions",
         "aws-marketplace:Subscribe aws-marketplace:Unsubscribe aws-marketplace:ViewSubscriptions "
         "aws-marketplace:UpdatePurchaseOrders aws-marketplace:ListAgreementCharges "
         "aws-marketplace:CancelAgreement aws-marketplace:ListEntities "
         "!aws-marketplace:PutProcurementSystemConfiguration !iam:ListRoles "
         "!invoicing:GetProcurementPortalPreference"},
        {"AWSMarketplaceRead-only",
         "aws-marketplace:ViewSubscriptions aws-marketplace:ListAgreementCharges iam:ListRoles "
         "!aws-marketplace:Subscribe !aws-marketplace:UpdatePurchaseOrders !iam:CreateRole"},
        {"Billing", "invoicing:ListInvoiceSummaries invoicing:PutProcurementPortalPreference "
                    "invoicing:UpdateProcurementPortalPreferenceStatus "
                    "purchase-orders:ModifyPurchaseOrders !aws-marketplace:Subscribe "
                    "!aws-marketplace:PutProcurementSystemConfiguration !iam:GetRole"},
        {"ReadOnlyAccess",
         "aws-marketplace:ViewSubscriptions aws-marketplace:SearchAgreements "
         "aws-marketplace:DescribeProcurementSystemConfiguration invoicing:GetInvoicePDF "
         "organizations:ListAccounts iam:SimulatePrincipalPolicy sts:GetCallerIdentity "
         "!aws-marketplace:Subscribe !aws-marketplace:StartChangeSet !iam:CreateServiceLinkedRole "
         "!invoicing:CreateProcurementPortalPreference "
         "!aws-marketplace:PutProcurementSystemConfiguration !purchase-orders:ModifyPurchaseOrders "
         "!sts:AssumeRole"},
    };
    for (size_t i = 0; i < COUNT(grants); i++)
        check(*state, &grants[i], managed_policy_find(grants[i].policy)->versions);
}

/* ACC-6: charges are changed only for purchases, as the published condition has it. */
static void purchase_orders_are_changed_for_purchases_only(void **state)
{
    static const char *const other[] = {"VendorInsightsAgreement"};
    static const struct policy_key key = {"aws-marketplace:AgreementType", other, 1};
    const struct policy *policy = parsed(*state, "AWSMarketplaceManageSubscriptions", 1);
    struct policy_request request = {.action = "aws-marketplace:UpdatePurchaseOrders",
                                     .resource = "*"};
    assert_int_equal(policy_evaluate(&policy, 1, &request).decision, POLICY_IMPLICIT_DENY);
    request.context = (struct policy_keys){&key, 1};
    assert_int_equal(policy_evaluate(&policy, 1, &request).decision, POLICY_IMPLICIT_DENY);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        unit_case(every_version_is_a_policy),
        unit_case(procurement_administrators),
        unit_case(the_others_do_what_they_are_called),
        unit_case(purchase_orders_are_changed_for_purchases_only),
    };
    return cmocka_run_group_tests_name("domain/managed_policy", tests, NULL, NULL);
}
