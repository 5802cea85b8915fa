#include "crypto/password.h"

#include <pthread.h>
#include <sodium.h>
#include <string.h>

#include "base/arena.h"
#include "base/status.h"
#include "base/text.h"

enum { PASSES = 2, MEMORY = 19 << 20, AT_ONCE = 4 };

static pthread_once_t once = PTHREAD_ONCE_INIT;
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t left = PTHREAD_COND_INITIALIZER;
static int running;
static char nobodys[crypto_pwhash_STRBYTES];

static void make_hash(char out[crypto_pwhash_STRBYTES], const char *password)
{
    if (crypto_pwhash_str(out, password, strlen(password), PASSES, MEMORY) != 0)
        panic("out of memory");
}

static void prepare(void)
{
    make_hash(nobodys, "nobody");
}

static void enter(void)
{
    pthread_once(&once, prepare);
    pthread_mutex_lock(&lock);
    while (running == AT_ONCE)
        pthread_cond_wait(&left, &lock);
    running++;
    pthread_mutex_unlock(&lock);
}

static void leave(void)
{
    pthread_mutex_lock(&lock);
    running--;
    pthread_mutex_unlock(&lock);
    pthread_cond_signal(&left);
}

char *password_hash(struct arena *arena, const char *password)
{
    char *out = arena_alloc(arena, crypto_pwhash_STRBYTES);
    enter();
    make_hash(out, password);
    leave();
    return out;
}

bool password_verify(const char *hash, const char *password)
{
    bool somebody = !text_empty(hash);
    enter();
    bool right =
        crypto_pwhash_str_verify(somebody ? hash : nobodys, password, strlen(password)) == 0;
    leave();
    return somebody && right;
}
