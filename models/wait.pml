/*
 * Sleeping and waking (docs/named-objects-ground.md, "Waiting"): a counting object, processes that take, wait and give back, any of
 * them killed at any step.
 *
 * What is one step here: one access to a shared word, one system call. The unit that a process holds changes together with the word
 * (word.pml shows that it may be seen so); a try is the one exchange that succeeds, or the one look that finds nothing.
 * Nobody who waits may be left when nothing can move any more: spin reports that as an invalid end state.
 * All runs end, so the counters (stamp, bell, ticket) never wrap.
 *
 *     SCENE   what happens                                                                befalls
 *     1       one unit goes round: a releaser, two waiters, one of whom may give up       releaser or waiter killed
 *     2       two units are released at once to two waiters, one of whom may give up      -
 *     3       as 1, by doorbells with one place, which another object's ring may fill     releaser or waiter killed
 *     4       two units, two releasers, one waiter                                        a releaser stopped for ever
 *     5       a successor takes the cell of a waiter and waits otherwise than that did    first waiter killed
 *     6       enough for everybody: nobody waits, nobody calls                            -
 *     7       a successor takes the cell of a holder; another waits                       holder and successor killed
 */
#ifndef SCENE
#define SCENE 1
#endif

#if SCENE == 6
#define P 2
#elif SCENE == 2 || SCENE == 5
#define P 4
#else
#define P 3
#endif
#if SCENE == 5
#define C 3
#elif SCENE == 6 || SCENE == 7
#define C 2
#else
#define C P
#endif
#define KILLS (SCENE == 7 -> 2 : (SCENE == 2 || SCENE == 6 -> 0 : 1))
#define CANCELS (SCENE <= 2 -> 1 : 0)

#ifndef ASYNC
#define ASYNC (SCENE == 3)
#endif
#define NONE 255
#define OURS 1
#define NOISE 2
#define BIT(p) (1 << (p))

/* The word. */
byte value;
bool someWait;
byte stamp;

/* The cells. */
byte held[C];
byte waiting[C];        /* 0, or 2 * ticket + asynchronous */
byte bell[C];
byte answered[C];
byte delivered[C];
byte doorbell[C];       /* process + 1 */
byte locked[C];         /* process + 1: the lock byte */
byte tickets = 1;

/* The kernel. */
bool asleep[C];         /* a thread sleeps on this cell's bell */
byte fifo[P];           /* doorbells with one place */
byte deaf;              /* processes whose doorbell has no reader any more */
byte watch[P];          /* doorbells held open for writing */

/* What befalls. */
byte fate[P];           /* 1: killed, 2: stopped for ever */
byte kills = KILLS;
byte cancels = CANCELS;

/* Nobody but the assertions looks at this: wakers during whose work somebody was registered. */
byte mayCall;

#define registered(k) (waiting[k] != 0)
#if C == 2
#define anybodyRegistered (registered(0) || registered(1))
#elif C == 3
#define anybodyRegistered (registered(0) || registered(1) || registered(2))
#else
#define anybodyRegistered (registered(0) || registered(1) || registered(2) || registered(3))
#endif

/* Death of process d can be acted on: its doorbell is dead, and its cell is free or names another. */
#ifdef BROKEN_ONE_LOOK
#define settled(k, d) (true)
#else
#define settled(k, d) (doorbell[k] != (d) + 1 || locked[k] == 0)
#endif
#if C == 2
#define gone(d) (settled(0, d) && settled(1, d))
#elif C == 3
#define gone(d) (settled(0, d) && settled(1, d) && settled(2, d))
#else
#define gone(d) (settled(0, d) && settled(1, d) && settled(2, d) && settled(3, d))
#endif
#define newsOf(d) ((watch[me] & deaf & BIT(d)) && gone(d))
#if P == 2
#define news (newsOf(0) || newsOf(1))
#elif P == 3
#define news (newsOf(0) || newsOf(1) || newsOf(2))
#else
#define news (newsOf(0) || newsOf(1) || newsOf(2) || newsOf(3))
#endif

/* Carries wake-up number b to the owner of cell k: whoever that is now, and however it waits now. */
inline deliver(k, b) {
    atomic {
#ifndef BROKEN_STALE_OWNER
        target = waiting[k]; door = doorbell[k];
#endif
        assert(mayCall & BIT(me));
        if
        :: target != 0 && target % 2 == 0 -> asleep[k] = false
        :: target % 2 == 1 && door != 0 ->
            if
            :: (deaf & BIT(door - 1)) == 0 && fifo[door - 1] == 0 -> fifo[door - 1] = OURS
            :: else
            fi
        :: else
        fi;
        target = 0; door = 0;
#if SCENE != 4
        b = 0; k = 0
#endif
    }
#if SCENE == 4
    atomic { delivered[k] = b; b = 0; k = 0 }
#endif
}

/* Wakes the next; w is the stamp of the word in which the waker saw the bit. The look at all cells is one step here:
   each cell's part is right whatever happens between it and the next cell's (README.md). */
inline wakeNext() {
    do
    :: atomic {
           best = NONE; bestWaiting = 0; found = false; help = NONE; k = 0;
           do
           :: k < C ->
               if
               :: !registered(k)
               :: registered(k) && bell[k] == answered[k] ->
                   found = true;
                   if
                   :: best == NONE || waiting[k] < bestWaiting -> best = k; bestWaiting = waiting[k]
                   :: else
                   fi
               :: else ->
                   found = true;
#if SCENE == 4 && !defined(BROKEN_NO_HELP)
                   if
                   :: delivered[k] != bell[k] -> help = k
                   :: else
                   fi
#endif
               fi;
               k++
           :: else -> break
           od;
           bestWaiting = 0; k = 0;
#ifdef BROKEN_STALE_OWNER
           if
           :: best != NONE -> target = waiting[best]; door = doorbell[best]
           :: else
           fi;
#endif
           if
           :: help != NONE -> k = help; b = bell[k]; help = 0; best = 0; found = false
           :: else -> help = 0; break
           fi
       }
       deliver(k, b)
    od;
    if
    :: atomic { best != NONE -> bell[best]++; b = bell[best]; k = best; best = 0; found = false; w = 0 }
        deliver(k, b)
    :: atomic { best == NONE ->
            /* Nobody: the bit goes, unless somebody has registered since. */
            if
            :: !found && stamp == w -> someWait = false; stamp++
            :: else
            fi;
            best = 0; w = 0; found = false
        }
    fi
}

inline wakeEverybody() {
    next = 0;
    do
    :: atomic {
            do
            :: next < C && (!registered(next) || next == c) -> next++
            :: else -> break
            od;
            if
            :: next == C -> next = 0; break
            :: else -> k = next; next++; bell[k]++; b = bell[k]; mayCall = mayCall | BIT(me)
            fi
        }
        deliver(k, b)
    od
}

/* Gives back what the dead owner of cell x left. The stamp moves whoever's cell it is. */
inline bury(x) {
    do
    :: atomic {
           if
           :: locked[x] == 0 || locked[x] == me + 1 -> w = stamp; left = waiting[x]; whose = doorbell[x]
           :: else -> whose = 0; break
           fi
       }
       atomic {
           if
           :: stamp == w -> value = value + held[x]; held[x] = 0; stamp++; break
           :: else
           fi
       }
    od;
    if
    :: whose != 0 ->
        atomic {
            if
            :: waiting[x] == left -> waiting[x] = 0
            :: else
            fi
        }
#ifndef BROKEN_SILENT_BURIAL
        wakeEverybody();
#endif
        atomic {
            if
            :: doorbell[x] == whose -> doorbell[x] = 0
            :: else
            fi
        }
    :: else
    fi;
    atomic { w = 0; left = 0; whose = 0 }
}

/* me: the process; c: its cell; holds: begins with a unit; rounds: how often it takes one; async: how it waits, the next time the other way if alternating. */
proctype Party(byte me; byte c; bool holds; byte rounds; bool async; bool joins) {
    byte heard, seen, next, k, x, best, bestWaiting, b, w, target, door, left, whose;
    byte help;
    bool found, got;
    {
        if
        :: joins ->
            /* A successor: its predecessor's byte is free. */
            atomic {
                if
                :: locked[c] == 0 -> locked[c] = me + 1
                :: true -> goto done
                fi
            }
            bury(c);
            doorbell[c] = me + 1;
#ifndef BROKEN_SILENT_NEWCOMER
            wakeEverybody()
#endif
        :: holds -> goto release
        :: else
        fi;

again:
        atomic {
            if
            :: rounds == 0 -> goto done
            :: rounds > 0 && value > 0 -> rounds--; value--; held[c] = 1; stamp++; goto release
#if SCENE == 5
            :: rounds > 0 && value == 0 && me == 2 -> goto done     /* it overtakes, or does without */
            :: rounds > 0 && value == 0 && me != 2 -> rounds--
#else
            :: else -> rounds--
#endif
            fi
        }

        /* Registration. */
        atomic { waiting[c] = 2 * tickets + async; tickets++; mayCall = 255 }
        atomic {
#ifdef BROKEN_REGISTRATION
            if
            :: someWait
            :: else -> someWait = true; stamp++
            fi
#else
            someWait = true; stamp++
#endif
        }
look:
        atomic {
            seen = bell[c];
            x = 0;
            do
            :: x < C ->
                if
                :: x != c && doorbell[x] != 0 && doorbell[x] != me + 1 && !(heard & BIT(doorbell[x] - 1)) -> watch[me] = watch[me] | BIT(doorbell[x] - 1)
                :: else
                fi;
                x++
            :: else -> break
            od;
            x = 0
        }
#ifdef BROKEN_FENCE
        got = value > 0;
#endif
        answered[c] = seen;
        atomic {
            if
#ifdef BROKEN_FENCE
            :: got && value > 0 ->
#else
            :: value > 0 ->
#endif
                value--; held[c] = 1; stamp++; got = true; seen = 0; goto leave
            :: else -> got = false
            fi
        }

sleep:
        if
        :: atomic { !async && bell[c] != seen -> goto look }
        :: atomic { !async && bell[c] == seen -> asleep[c] = true }
            if
            :: atomic { !asleep[c] -> goto look }
#ifndef BROKEN_NO_PUSH
            :: atomic { news -> asleep[c] = false }
#endif
            :: atomic { cancels > 0 -> cancels--; asleep[c] = false; seen = 0; goto leave }
            fi
        :: atomic { async -> seen = 0 }
            if
            :: atomic { fifo[me] == OURS -> fifo[me] = 0; goto look }
#ifdef BROKEN_FULL
            :: atomic { fifo[me] == NOISE -> fifo[me] = 0; goto sleep }
#else
            :: atomic { fifo[me] == NOISE -> fifo[me] = 0; goto look }
#endif
#ifndef BROKEN_NO_PUSH
            :: atomic { news }
#endif
            :: atomic { cancels > 0 -> cancels--; goto leave }
            fi
        fi;

        /* Death is pushed: whoever's doorbell is dead, is buried if its cell still names it, and the word looked at again. */
        atomic {
            x = 0;
            do
            :: newsOf(x) -> break
            :: else -> x++
            od;
            watch[me] = watch[me] & (255 - BIT(x));
#ifdef BROKEN_ONE_LOOK
            heard = heard | BIT(x);
#endif
            k = 0;
            do
            :: k < C && doorbell[k] != x + 1 -> k++
            :: else -> break
            od;
            x = k; k = 0; seen = 0;
            if
            :: x == C -> x = 0; goto look
            :: else
            fi
        }
        bury(x);
        x = 0;
        goto look;

leave:
        waiting[c] = 0;
        /* Full fence; then one more look: this wait may have been given a wake-up that is another's. */
        atomic {
            w = stamp;
#ifdef BROKEN_LEAVER
            found = !got && value > 0 && someWait;
#else
            found = value > 0 && someWait;
#endif
            if
            :: found && anybodyRegistered -> mayCall = mayCall | BIT(me)
            :: found && !anybodyRegistered -> mayCall = mayCall & (255 - BIT(me))
            :: !found && got -> w = 0; goto release
            :: else -> w = 0; goto done
            fi
        }
        wakeNext();
        if
        :: got
        :: !got -> goto done
        fi;

release:
        atomic {
#if SCENE == 2 || SCENE == 4
            if
            :: holds
            :: !holds -> goto done          /* it keeps it */
            fi;
#endif
            value++; held[c] = 0; stamp++; w = stamp; found = someWait; got = false;
            if
            :: anybodyRegistered -> mayCall = mayCall | BIT(me)
            :: else -> mayCall = mayCall & (255 - BIT(me))
            fi;
#ifndef BROKEN_ALWAYS_CALLS
            if
            :: found -> found = false
            :: else -> w = 0; goto again
            fi
#endif
        }
#ifdef BROKEN_ALWAYS_CALLS
        atomic { bell[1 - c]++; k = 1 - c; b = bell[k] }
        deliver(k, b);
#endif
        wakeNext();
        goto again
    } unless {
        if
        :: fate[me] == 2 ->
end_stopped:
            false
        /* The kernel closes the dead one's files in an order that it does not promise. */
        :: atomic { fate[me] == 1 -> deaf = deaf | BIT(me) }
        :: atomic { fate[me] == 1 -> locked[c] = (locked[c] == me + 1 -> 0 : locked[c]) }
        fi;
        atomic {
            deaf = deaf | BIT(me); locked[c] = (locked[c] == me + 1 -> 0 : locked[c]); fate[me] = 0; watch[me] = 0;
            heard = 0; seen = 0; next = 0; k = 0; x = 0; best = 0; bestWaiting = 0; b = 0; w = 0; target = 0; door = 0; left = 0; whose = 0; help = 0; found = false; got = false; rounds = 0
        }
    };
done:
    atomic { watch[me] = 0; got = false }
}

/* Rings that mean other objects of process p. */
proctype Noise(byte p) {
end:
    atomic { fifo[p] == 0 -> fifo[p] = NOISE }
}

/* Kills or stops at any step, or not at all. */
#if SCENE != 6
proctype Fate() {
    byte p;
end:
    do
    :: atomic { cancels > 0 -> cancels-- }      /* nobody gives up */
#if SCENE == 1 || SCENE == 3
    :: atomic { kills > 0 -> kills--; select(p : 0 .. 1); fate[p] = 1; p = 0 }
#elif SCENE == 4
    :: atomic { kills > 0 -> kills--; fate[0] = 2 }
#elif SCENE == 5
    :: atomic { kills > 0 -> kills--; fate[1] = 1 }
#elif SCENE == 7
    :: atomic { kills > 0 -> kills--; fate[0] = 1 }
    :: atomic { fate[2] == 0 && locked[0] == 3 -> fate[2] = 1 }
#endif
    od
}
#endif

inline enter(k, holds) {
    doorbell[k] = k + 1; locked[k] = k + 1; held[k] = holds
}

init {
    atomic {
#if SCENE == 1 || SCENE == 3
        run Party(0, 0, true, 0, ASYNC, false);
        run Party(1, 1, false, 1, ASYNC, false);
        run Party(2, 2, false, 1, ASYNC, false);
#elif SCENE == 2
        run Party(0, 0, true, 0, ASYNC, false);
        run Party(1, 1, true, 0, ASYNC, false);
        run Party(2, 2, false, 1, ASYNC, false);
        run Party(3, 3, false, 1, ASYNC, false);
#elif SCENE == 4
        run Party(0, 0, true, 0, ASYNC, false);
        run Party(1, 1, true, 0, ASYNC, false);
        run Party(2, 2, false, 1, ASYNC, false);
#elif SCENE == 5
        run Party(0, 0, true, 0, false, false);
        run Party(1, 1, false, 1, ASYNC, false);
        run Party(2, 2, false, 1, false, false);
        run Party(3, 1, false, 1, !ASYNC, true);
#elif SCENE == 6
        run Party(0, 0, false, 2, ASYNC, false);
        run Party(1, 1, false, 2, ASYNC, false);
        value = 2;
#else
        run Party(0, 0, true, 0, false, false);
        run Party(1, 1, false, 1, ASYNC, false);
        run Party(2, 0, false, 0, false, true);
#endif
        someWait = (SCENE == 1);        /* of one who has left */
        enter(0, SCENE != 6);
        enter(1, SCENE == 2 || SCENE == 4);
#if C > 2
        enter(2, false);
#endif
#if C > 3
        enter(3, false);
#endif
#if SCENE == 3
        run Noise(1);
#endif
#if SCENE != 6
        run Fate()
#endif
    }
}
