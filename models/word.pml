/*
 * The word and what a process holds (docs/named-objects-ground.md, "How it changes: the word"): a counting object whose units are
 * taken and given back, with settling, burial and cells that are taken over. Each load, store and compare-and-swap is one step.
 *
 * A process may be killed at any step: it takes no further step, and its lock byte is free. A stopped process is one that is not
 * scheduled: spin looks at every schedule, so also at those in which it does nothing until the others are done, and goes on then.
 * No step waits for another process (but a successor for a free byte): nobody ever waits for a stopped one. An exchange fails only
 * because another's succeeded.
 *
 * truth[c] is what cell c holds by right; it changes in the same step as the word. Checked: value + all truths = total after each
 * change, whoever gives back holds what it gives, nobody that lives is buried, and when nothing moves any more the cells say the truth
 * (the last change settled) and the dead hold nothing.
 * Stamps do not wrap: a run has fewer than 50 changes. But the first cell begins with a held that has the stamp of its next change, as
 * after a rest of exactly one round of the stamps.
 *
 *     SCENE   what happens                                                                     killed
 *     1       two take and give back, of one unit, and a third only helps to settle            any one
 *     2       one takes and gives back; two others bury it when it is dead, one of whom        the taker, and any other
 *             does so from its own cell, the other after taking its cell over, and then takes
 *
 * In the end somebody who never dies buries what is left and looks at everything.
 */
#ifndef SCENE
#define SCENE 1
#endif

#define C 2

/* The word, as one: value, last (cell + 1), stamp. */
#define WORD(value, last, stamp) ((value) | ((last) << 2) | ((stamp) << 4))
#define VALUE(w) ((w) & 3)
#define LAST(w) (((w) >> 2) & 3)
#define STAMP(w) ((w) >> 4)
short word = WORD(1, 0, 1);

/* A cell's held and pending: units and stamp. */
#define PAIR(units, stamp) ((units) | ((stamp) << 2))
#define UNITS(p) ((p) & 3)
#define OF(p) ((p) >> 2)
short held[C];
short pending[C];
byte locked[C];         /* process + 1 */

byte truth[C];
byte entered[C];        /* process + 1, from its burial of its predecessor on */
bool killed[4];
byte running;

#define conserved (VALUE(word) + truth[0] + truth[1] == 1)

/* Loads the word into w and settles its last change. */
inline settle() {
    w = word;
    if
    :: LAST(w) == 0
    :: else ->
#ifdef BROKEN_PENDING_FIRST
        p = pending[LAST(w) - 1];
        h = held[LAST(w) - 1];
#else
        h = held[LAST(w) - 1];
        p = pending[LAST(w) - 1];
#endif
        atomic {
            if
#ifdef BROKEN_STAMPS_ONLY
            :: OF(p) == STAMP(w) && OF(h) != STAMP(w) && held[LAST(w) - 1] == h -> held[LAST(w) - 1] = p
#else
            :: OF(p) == STAMP(w) && held[LAST(w) - 1] == h -> held[LAST(w) - 1] = p
#endif
            :: else
            fi;
            h = 0; p = 0
        }
    fi
}

/* Takes (1) or gives back (-1) a unit of cell c; did says whether. */
inline change(c, units) {
    do
    ::
#ifdef BROKEN_NO_SETTLE
        w = word;
#else
        settle();
#endif
        atomic {
            mine = UNITS(held[c]);
            did = VALUE(w) >= units;
            if
            :: !did -> break
            :: else
            fi
        }
        pending[c] = PAIR(mine + units, STAMP(w) + 1);
        atomic {
            if
            :: word == w ->
                word = WORD(VALUE(w) - units, c + 1, STAMP(w) + 1);
                truth[c] = truth[c] + units;
                assert(conserved);
                break
            :: else
            fi
        }
    od;
    settle();
    atomic { w = 0; mine = 0 }
}

/* Gives back what the dead owner of cell x held. */
inline bury(x) {
    do
    ::
#ifdef BROKEN_PROOF_FIRST
        if
        :: locked[x] == 0 || locked[x] == me + 1
        :: else -> break
        fi;
#endif
        old = pending[x];
        settle();
        mine = UNITS(held[x]);
#ifndef BROKEN_PROOF_FIRST
        if
        :: locked[x] == 0 || locked[x] == me + 1
        :: else -> break
        fi;
#endif
#ifndef BROKEN_ONE_LOAD
        /* The dead one changes nothing more: a word that is still w has no change of its cell that is not settled. */
        if
        :: atomic { word == w -> assert(truth[x] == mine) }
        :: else -> w = 0            /* never the word: the exchanges below fail */
        fi;
#endif
        if
        :: w != 0 && mine == 0 && locked[x] != me + 1 -> break         /* nothing to give back */
        :: else
        fi;
        atomic {
            if
            :: w != 0 && pending[x] == old -> pending[x] = PAIR(0, STAMP(w) + 1)
            :: else -> w = 0
            fi
        }
        atomic {
            if
            :: word == w ->
                assert(entered[x] == 0);
                assert(truth[x] == mine);
                word = WORD(VALUE(w) + mine, x + 1, STAMP(w) + 1);
                truth[x] = 0;
                assert(conserved);
                entered[x] = (locked[x] == me + 1 -> me + 1 : 0);
                break
            :: else
            fi
        }
    od;
    settle();
    atomic { w = 0; old = 0; mine = 0 }
}

/* Who takes and gives back with cell c; a successor when the cell is free. */
proctype Taker(byte me; byte c; bool successor) {
    short w, h, p, old;
    byte mine;
    bool did;
    {
        if
        :: successor ->
            atomic { locked[c] == 0 -> locked[c] = me + 1 }
            bury(c)
        :: else
        fi;
        change(c, 1);
        if
        :: did -> change(c, -1)
        :: else
        fi
    } unless {
        atomic { killed[me] -> w = 0; h = 0; p = 0; old = 0; mine = 0; did = false }
    };
    running--
}

/* Who buries, or helps to settle, from elsewhere. */
proctype Helper(byte me; byte x; bool buries) {
    short w, h, p, old;
    byte mine;
    {
        if
        :: buries -> bury(x)
        :: else -> settle()
        fi
    } unless {
        atomic { killed[me] -> w = 0; h = 0; p = 0; old = 0; mine = 0 }
    };
    running--
}

/* Kills at any step, or not; the kernel lets the byte go in the same step. */
inline kill(who, c) {
    killed[who] = true;
    if
    :: locked[c] == who + 1 -> locked[c] = 0; entered[c] = 0
    :: else
    fi
}

proctype Fate() {
    byte kills = SCENE;
end:
    do
    :: atomic { kills > 0 && !killed[0] -> kills--; kill(0, 0) }
    :: atomic { kills > 0 && !killed[1] -> kills--; kill(1, SCENE == 1) }
    :: atomic { kills > 0 && !killed[2] -> kills--; kill(2, 1) }
    od
}

/* In the end. */
proctype Last() {
    byte me = 3, mine;
    short w, h, p, old;
    running == 0;
    bury(0);
    bury(1);
    assert(VALUE(word) + UNITS(held[0]) + UNITS(held[1]) == 1);
    assert(UNITS(held[0]) == truth[0] && UNITS(held[1]) == truth[1]);
    assert(locked[0] != 0 || truth[0] == 0);
    assert(locked[1] != 0 || truth[1] == 0)
}

init {
    atomic {
        held[0] = PAIR(0, 2);
        locked[0] = 1; entered[0] = 1;
        running = 3;
        run Taker(0, 0, false);
#if SCENE == 1
        locked[1] = 2; entered[1] = 2;
        run Taker(1, 1, false);
        run Helper(2, 0, false);
#else
        run Taker(1, 0, true);
        run Helper(2, 0, true);
#endif
        run Fate();
        run Last()
    }
}
