using Causeway.Liveness;

namespace Causeway.Named;

/// <content>Its changes.</content>
internal sealed partial class SharedReaderWriterLock
{
    private struct Enter(SharedReaderWriterLock from, int mode, bool urgent) : IChange
    {
        public static bool UsesCell => true;

        public bool WriterHasDied { get; private set; }

        public bool Apply(ref ChangingState state)
        {
            if ((state.Value & ShutTo(mode)) != 0)
                return false;
            if (mode != Upgrade && Turn.IsOthers(state, from.State.Own, urgent))
                return false;
            if (mode == Read && (state.Value & Readers) == Readers)
                return false;
            if (mode == Upgrade && (state.Held & Upgradeable) == 0)
                return false;
            WriterHasDied = (state.Value & WriterDied) != 0;
            int more = mode switch
            {
                Read => 1,
                UpgradeableRead => Upgradeable,
                _ => Writer,
            };
            state.Value = (state.Value & ~(WriterDied | Upgrading)) + more;
            state.Held = ((state.Held & ~Upgrading) + more) | (WriterHasDied ? WriterDied : 0);
            Turn.Pass(ref state, from, urgent);
            return true;
        }
    }

    private struct Exit(int mode, bool ownerDied) : IChange
    {
        public static bool UsesCell => true;

        public readonly bool Apply(ref ChangingState state)
        {
            int less = mode switch
            {
                Read => (state.Held & Readers) != 0 ? 1 : 0,
                Write => state.Held & Writer,
                _ => (state.Held & Writer) == 0 && (state.Held & Upgradeable) != 0 ? state.Held & (Upgradeable | Upgrading) : 0,
            };
            if (less == 0)
                return false;
            state.Value = (state.Value - less) | (ownerDied ? WriterDied : 0);
            state.Held -= less;

            // Who was told has left, or has written, in good order.
            if (mode == Write || ownerDied || (state.Held & ~WriterDied) == 0)
                state.Held &= ~WriterDied;
            return true;
        }
    }

    private struct Mark(bool wants) : IChange
    {
        public static bool UsesCell => true;

        public readonly bool Apply(ref ChangingState state)
        {
            // Of the holder alone, and not while it writes.
            if ((state.Held & (Upgradeable | Writer)) != Upgradeable)
                return false;
            state.Value = wants ? state.Value | Upgrading : state.Value & ~Upgrading;
            state.Held = wants ? state.Held | Upgrading : state.Held & ~Upgrading;
            return true;
        }
    }
}
