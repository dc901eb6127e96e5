using System.Runtime.CompilerServices;

namespace Causeway.Inspection.Waiting;

/// <summary>What /proc/PID/task/TID/syscall says of a thread that sleeps: <c>0 0x3 0x7ffc 0x1000 0x0 0x0 0x0 0x7ffc10 0x7f01</c> (proc_pid_syscall(5)).</summary>
internal readonly struct SyscallLine
{
    private readonly Words _arguments;

    private SyscallLine(long number, Words arguments, ulong stack, ulong program)
    {
        Number = number;
        _arguments = arguments;
        Stack = stack;
        Program = program;
    }

    /// <summary>Which call; -1 where the thread sleeps outside of one: in a page fault, or stopped while it ran. Of one that was stopped in a call it is that call.</summary>
    public long Number { get; }

    /// <summary>The stack pointer; 0 where the thread has none any more.</summary>
    public ulong Stack { get; }

    /// <summary>Where the program stands.</summary>
    public ulong Program { get; }

    /// <summary>Whether it is a program of 32 bits, whose calls have other numbers: nothing of it lies above 4 GiB.</summary>
    public bool IsNarrow => Stack is > 0 and <= uint.MaxValue && Program <= uint.MaxValue;

    /// <summary>An argument, from 0 to 5.</summary>
    public ulong this[int index] => _arguments[index];

    /// <summary>False for <c>running</c>, and for what is no such line.</summary>
    public static bool TryParse(ReadOnlySpan<byte> text, out SyscallLine line)
    {
        line = default;
        ReadOnlySpan<byte> rest = text.TrimEnd((byte)'\n');
        if (!ByteFields.TryInteger(ByteFields.Word(ref rest), out int number))
            return false;
        Words arguments = default;
        for (int index = 0; number >= 0 && index < Words.Count; index++)
        {
            if (!TryWord(ref rest, out arguments[index]))
                return false;
        }

        if (!TryWord(ref rest, out ulong stack) || !TryWord(ref rest, out ulong program))
            return false;
        line = new SyscallLine(number, arguments, stack, program);
        return true;
    }

    private static bool TryWord(scoped ref ReadOnlySpan<byte> rest, out ulong value)
    {
        ReadOnlySpan<byte> word = ByteFields.Word(ref rest);
        value = 0;
        return word.StartsWith("0x"u8) && ByteFields.TryHexadecimal(word[2..], out value);
    }

    [InlineArray(Count)]
    private struct Words
    {
        public const int Count = 6;

        private ulong _first;
    }
}
