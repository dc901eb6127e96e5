namespace Causeway.Inspection;

/// <summary>What is used of /proc/PID/stat (proc_pid_stat(5)).</summary>
internal readonly ref struct StatLine
{
    /// <summary>PF_KTHREAD of the kernel: a thread of its own, without memory and descriptors.</summary>
    private const ulong KernelThread = 0x200000;
    private const int ParentField = 1;
    private const int FlagsField = 6;
    private const int ThreadsField = 17;
    private const int StartField = 19;

    private StatLine(ReadOnlySpan<byte> command, char state)
    {
        Command = command;
        State = state;
    }

    /// <summary>The name in its parentheses, which may hold anything.</summary>
    public ReadOnlySpan<byte> Command { get; }

    public char State { get; }

    public int ParentId { get; private init; }

    public bool IsKernelThread { get; private init; }

    public int Threads { get; private init; }

    public ulong StartTicks { get; private init; }

    /// <summary>False where it is no such line, or ends before the start time.</summary>
    public static bool TryParse(ReadOnlySpan<byte> text, out StatLine stat)
    {
        stat = default;
        int open = text.IndexOf((byte)'(');
        int close = text.LastIndexOf((byte)')');
        if (open < 0 || close < open)
            return false;
        ReadOnlySpan<byte> rest = ByteFields.TrimEnd(text[(close + 1)..], (byte)'\n');
        int parent = 0;
        ulong flags = 0, threads = 0, start = 0;
        char state = '\0';
        for (int field = 0; field <= StartField; field++)
        {
            ReadOnlySpan<byte> word = ByteFields.Word(ref rest);
            bool isGood = field switch
            {
                0 => word.Length == 1 && (state = (char)word[0]) != 0,
                ParentField => ByteFields.TryInteger(word, out parent),
                FlagsField => ByteFields.TryDecimal(word, out flags),
                ThreadsField => ByteFields.TryDecimal(word, out threads),
                StartField => ByteFields.TryDecimal(word, out start),
                _ => !word.IsEmpty,
            };
            if (!isGood)
                return false;
        }

        stat = new StatLine(text[(open + 1)..close], state)
        {
            ParentId = parent,
            IsKernelThread = (flags & KernelThread) != 0,
            Threads = (int)Math.Min(threads, int.MaxValue),
            StartTicks = start,
        };
        return true;
    }
}
