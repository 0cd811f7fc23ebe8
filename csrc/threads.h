/* Thread teams that survive fork. */
#ifndef FASTAUG_THREADS_H
#define FASTAUG_THREADS_H

int fa_has_openmp(void);
int fa_omp_max_threads(void);    /* what OpenMP would take now; 1 without OpenMP */
void fa_threads_init(void);      /* call once at import */
int fa_team(int wanted);         /* how many of `wanted` threads the coming parallel region may have */
int fa_is_forked_child(void);    /* 1 in a process forked after import */

#endif
