#include "domain/usage.h"

#include "base/time.h"

enum { CLOSING_HOURS = 6, WHOLE_PPM = 1000000, NEAR_PPM = 800000 };

int64_t usage_closed_until(int64_t now_us)
{
    return time_month_start(now_us - CLOSING_HOURS * TIME_HOUR_US);
}

enum usage_level usage_level_of(struct money used, struct money estimate)
{
    if (money_compare(used, estimate) >= 0)
        return USAGE_ALL;
    return money_compare(used, money_share(estimate, NEAR_PPM)) >= 0 ? USAGE_NEAR : USAGE_WITHIN;
}

struct money usage_payable(struct money used_until_now, struct money charged_before)
{
    struct money payable = money_share(used_until_now, WHOLE_PPM);
    money_add(&payable, money_negative(charged_before));
    return payable;
}
