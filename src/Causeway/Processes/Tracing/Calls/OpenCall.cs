using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Text;

namespace Causeway;

/// <summary>A call of one thread, from its entry to its exit: calls of several threads interleave, each is kept with its own.</summary>
internal sealed partial class OpenCall(DescriptorNames names)
{
    /// <summary>How much of a message or path is shown.</summary>
    private const int MostShown = 48;
    private const int LongestName = 4096;

    /// <summary>ERESTART_RESTARTBLOCK of the kernel: where no handler runs, the call goes on as restart_syscall.</summary>
    private const int RestartBlock = 516;
    private readonly CallText _atEntry = new();
    private readonly CallText _whole = new();
    private readonly int[] _ends = new int[6];
    private readonly ulong[] _interruptedArguments = new ulong[6];
    private CallForm? _interrupted;
    private int _argumentsStart;
    private int _argumentsEnd;

    /// <summary>null where the thread is in no call that is wanted.</summary>
    public CallForm? Form { get; private set; }

    public TracedThread Thread { get; private set; } = null!;

    public IpcMechanism Mechanism { get; private set; }

    public DescriptorNames Names => names;

    public ReadOnlySpan<ulong> Arguments => Thread.Call.Arguments;

    public long Result => Thread.Call.Result;

    public long StartedAt { get; private set; }

    public long EndedAt { get; private set; }

    /// <summary>The object, by the name that the first argument with one has.</summary>
    public string? Subject { get; set; }

    public bool IsFinished { get; private set; }

    public ReadOnlySpan<char> ArgumentText => _whole.Span[_argumentsStart.._argumentsEnd];

    public ReadOnlySpan<char> Text => _whole.Span;

    /// <summary>What the result says, after the equals sign.</summary>
    public ReadOnlySpan<char> ResultText => _whole.Span[Math.Min(_whole.Length, _argumentsEnd + ") = ".Length)..];

    /// <summary>The entry: everything that the kernel does not fill is written now, before it may change.</summary>
    /// <param name="thread">Who makes it.</param>
    /// <param name="form">What it is.</param>
    /// <param name="wanted">A bit for each mechanism.</param>
    public void Begin(TracedThread thread, CallForm form, uint wanted)
    {
        Thread = thread;
        Subject = null;
        Form = null;
        CallForm? interrupted = _interrupted;
        _interrupted = null;
        if (form.IsRestart)
        {
            // Its registers are those of the call that it goes on with; of one that is not decoded they are others.
            if (interrupted is null || !Arguments.SequenceEqual(_interruptedArguments))
                return;
            form = interrupted;
        }

        if (form.Sort(this) is not { } mechanism || (wanted >> (int)mechanism & 1) == 0)
            return;
        Form = form;
        Mechanism = mechanism;
        _atEntry.Clear();
        for (int i = 0; i < form.Arguments.Length; i++)
        {
            if (!form.Arguments[i].IsOutput)
                form.Arguments[i].Write(this, Arguments[i], _atEntry);
            _ends[i] = _atEntry.Length;
        }

        // Last: what the decoding takes is not the call's.
        StartedAt = Stopwatch.GetTimestamp();
    }

    /// <summary>The exit, or the end of the thread.</summary>
    public void End(bool isFinished)
    {
        EndedAt = Stopwatch.GetTimestamp();
        IsFinished = isFinished;
        CallForm form = Form!;
        _whole.Clear();
        _whole.Add(form.Name).Add('(');
        _argumentsStart = _whole.Length;
        for (int i = 0; i < form.Arguments.Length; i++)
        {
            if (i > 0)
                _whole.Add(", ");
            _whole.Add(_atEntry.Span[(i == 0 ? 0 : _ends[i - 1]).._ends[i]]);
            if (!form.Arguments[i].IsOutput)
                continue;
            if (isFinished && Thread.Call.Error == default)
                form.Arguments[i].Write(this, Arguments[i], _whole);
            else
                CallArgument.WritePointer(Arguments[i], _whole);
        }

        _argumentsEnd = _whole.Length;
        _whole.Add(") = ");
        if (isFinished)
            WriteResult(form.Result);
        else
            _whole.Add("? (unfinished)");
        if (isFinished && Thread.Call.Error.Value == RestartBlock)
        {
            _interrupted = form;
            Arguments.CopyTo(_interruptedArguments);
        }

        Form = null;
    }

    /// <summary>Reads memory of the process; fewer bytes where there are no more.</summary>
    public int Read(ulong address, Span<byte> buffer) => address == 0 ? 0 : Thread.TryReadMemory(address, buffer);

    public bool TryRead<T>(ulong address, out T value)
        where T : unmanaged
    {
        value = default;
        Span<byte> bytes = MemoryMarshal.AsBytes(new Span<T>(ref value));
        return Read(address, bytes) == bytes.Length;
    }

    /// <summary>A string of C; null where there is none.</summary>
    public string? ReadString(ulong address)
    {
        if (address == 0)
            return null;
        Span<byte> buffer = stackalloc byte[LongestName];

        // Up to the end of the page first: the next one need not be there.
        int near = (int)Math.Min(256, 4096 - (address & 4095));
        int count = Read(address, buffer[..near]);
        if (count == near && buffer[..count].IndexOf((byte)0) < 0)
            count += Read(address + (ulong)near, buffer[near..]);
        int end = buffer[..count].IndexOf((byte)0);
        return end < 0 ? null : Encoding.UTF8.GetString(buffer[..end]);
    }

    private void WriteResult(CallResult kind)
    {
        Errno error = Thread.Call.Error;
        if (error.Value is >= 512 and <= RestartBlock)
        {
            _whole.Add("? (interrupted by a signal)");
            return;
        }

        if (error != default)
        {
            _whole.Add("-1 ").Add(error.Name).Add(" (").Add(error.Meaning).Add(')');
            return;
        }

        switch (kind)
        {
            case CallResult.Address:
                _whole.AddHex((ulong)Result);
                break;
            case CallResult.Descriptor or CallResult.QueueDescriptor:
                Names.Forget(Thread.ProcessId, (int)Result);
                if (kind == CallResult.QueueDescriptor && Subject is { } name)
                    Names.Learn(Thread.ProcessId, (int)Result, new DescriptorName(name, IpcMechanism.PosixQueue));
                WriteDescriptor((int)Result, _whole);
                break;
            case CallResult.SysVQueue or CallResult.SysVSemaphore or CallResult.SysVMemory:
                IpcMechanism mechanism = kind switch
                {
                    CallResult.SysVQueue => IpcMechanism.SysVQueue,
                    CallResult.SysVSemaphore => IpcMechanism.SysVSemaphore,
                    _ => IpcMechanism.SysVMemory,
                };
                Names.Learn(mechanism, (int)Result, (int)Arguments[0]);
                WriteId(mechanism, (int)Result, _whole);
                break;
            default:
                _whole.AddNumber(Result);
                break;
        }
    }
}
