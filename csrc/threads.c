/* libgomp hangs in a child that was forked after its parent ran a parallel region: the pool's threads are gone, but
 * libgomp waits for them. Pausing the pool just before the fork cures it (the parent makes a new one when it needs
 * it, 0.1 ms); pausing in the child is too late. LLVM's libomp has a fork handler of its own. */
#include "threads.h"

#ifdef _OPENMP
#include <omp.h>
#endif
#ifndef _WIN32
#include <pthread.h>
#endif

#ifdef _OPENMP
static int team_used;
#endif
static int forked_child, child_must_be_serial;

int fa_has_openmp(void)
{
#ifdef _OPENMP
    return 1;
#else
    return 0;
#endif
}

int fa_omp_max_threads(void)
{
#ifdef _OPENMP
    return omp_get_max_threads();
#else
    return 1;
#endif
}

int fa_is_forked_child(void) { return forked_child; }

int fa_team(int wanted)
{
#ifdef _OPENMP
    if (child_must_be_serial) return 1;
    if (wanted > 1) team_used = 1;
    return wanted;
#else
    (void)wanted;
    return 1;
#endif
}

#ifndef _WIN32
static int pause_failed;

static void before_fork(void)
{
    pause_failed = 0;
/* gcc says _OPENMP 201511, yet libgomp has the 5.0 call since gcc 9 */
#if defined(_OPENMP) && defined(__GNUC__) && !defined(__clang__) && __GNUC__ >= 9
    if (team_used) pause_failed = omp_pause_resource_all(omp_pause_hard) != 0;
#endif
}
static void in_child(void)
{
    forked_child = 1;
    if (pause_failed) child_must_be_serial = 1;
}
void fa_threads_init(void) { pthread_atfork(before_fork, NULL, in_child); }
#else
void fa_threads_init(void) {}
#endif
