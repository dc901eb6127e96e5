using System.Text;

namespace Causeway.Samples.Docs;

/// <summary>What docs/signals.md quotes.</summary>
public static class SignalPages
{
    public static void Send(int processId)
    {
        Signals.Send(processId, Signal.Usr1);                       // kill
        Signals.Queue(processId, Signal.RealTime(2), value: 42);    // sigqueue
        bool isThere = Signals.TrySend(processId, Signal.Usr2);     // false: no such process
        Console.WriteLine(isThere);
    }

    public static async Task<int> ReceiveAsync(CancellationToken token)
    {
        using SignalReceiver receiver = new(SignalSet.Of(Signal.Usr1, Signal.RealTime(2)));
        await foreach (ReceivedSignal signal in receiver.ReadAllAsync(token))
        {
            if (signal.Signal == Signal.Usr1)
                break;
            Console.WriteLine($"{signal.Value} from {signal.SenderProcessId}"); // where receiver.HasSenderInfo is true
        }

        return 0;
    }

    public static ChildProcess StartBlocked(string program)
    {
        ChildProcessOptions options = new(program) { BlockedSignals = SignalSet.Of(Signal.Usr1, Signal.RealTime(2)) };
        ChildProcess process = ChildProcess.Start(options);

        return process;
    }

    public static int Total(ChildProcessOptions child, string name)
    {
        using PosixSharedMemory memory = PosixSharedMemory.Create(name, 4096);
        using MemoryMapping page = MemoryMapping.Map(memory);
        using SignalReceiver answers = new(SignalSet.Of(Signal.Usr2));    // before the child can answer
        child.BlockedSignals = SignalSet.Of(Signal.Usr1);                 // what comes before it waits is kept
        using ChildProcess process = ChildProcess.Start(child);
        try
        {
            int total = 0;
            for (int question = 1; question <= 3; question++)
            {
                page.GetReference<int>(0) = question;                     // the data first,
                process.TrySendSignal(Signal.Usr1);                       // then the signal
                answers.Receive(TimeSpan.FromSeconds(30));
                total += page.GetReference<int>(4);
            }

            return total;
        }
        finally
        {
            process.Kill();
            process.WaitForExit();
        }
    }

    public static void Answer(string name, int parent)
    {
        using PosixSharedMemory memory = PosixSharedMemory.Open(name);
        using MemoryMapping page = MemoryMapping.Map(memory);
        while (true)
        {
            if (Signals.Wait(SignalSet.Of(Signal.Usr1)).SenderProcessId != parent)
                continue;
            page.GetReference<int>(4) = page.GetReference<int>(0) * 2;
            Signals.Send(parent, Signal.Usr2);
        }
    }

    public static void Serve(string name, int count)
    {
        using SignalReceiver receiver = new(SignalSet.Of(Signal.RealTime(2)));
        if (!receiver.HasSenderInfo)
            throw new InvalidOperationException("start it with SIGRTMIN+2 blocked");
        using PosixSharedMemory memory = PosixSharedMemory.OpenOrCreate(name, 4096);
        using MemoryMapping page = MemoryMapping.Map(memory);
        Volatile.Write(ref page.GetReference<int>(0), Environment.ProcessId); // in place of one that is gone, too
        for (int served = 0; served < count;)
        {
            ReceivedSignal question = receiver.Receive();
            int client = Volatile.Read(ref page.GetReference<int>(4));
            if (question.SenderProcessId != client || question.Value is < 0 or > 512)
                continue;                                                 // anybody of the same user can send
            string text = Encoding.UTF8.GetString(page.Span.Slice(64, question.Value));
            byte[] answer = Encoding.UTF8.GetBytes(text.ToUpperInvariant());
            page.Write(1024, answer);
            Signals.Queue(client, Signal.RealTime(2), answer.Length);
            served++;
        }
    }

    public static string Ask(string name, string text)
    {
        using PosixSharedMemory memory = PosixSharedMemory.Open(name);
        using MemoryMapping page = MemoryMapping.Map(memory);
        Volatile.Write(ref page.GetReference<int>(4), Environment.ProcessId);
        byte[] question = Encoding.UTF8.GetBytes(text);
        page.Write(64, question);
        int server = Volatile.Read(ref page.GetReference<int>(0));        // 0 while none has come yet
        Signals.Queue(server, Signal.RealTime(2), question.Length);
        ReceivedSignal answer;
        do
            answer = Signals.Wait(SignalSet.Of(Signal.RealTime(2)), TimeSpan.FromSeconds(30));
        while (answer.SenderProcessId != server);

        return Encoding.UTF8.GetString(page.Span.Slice(1024, Math.Clamp(answer.Value, 0, 512)));
    }

    public static ReceivedSignal RunWorker(ChildProcessOptions worker)
    {
        using SignalReceiver changes = new(SignalSet.Of(Signal.Chld));
        if (!changes.HasSenderInfo)
            throw new InvalidOperationException("start it with SIGCHLD blocked");
        using ChildProcess process = ChildProcess.Start(worker);          // the only child of this process
        ReceivedSignal change;
        do
            change = changes.Receive();
        while (change.Cause is not (SignalCause.ChildExited or SignalCause.ChildKilled or SignalCause.ChildDumped));

        return change; // its Status is the exit code, or the signal
    }

    public static void Show(int processId)
    {
        ProcessSignals state = ProcessSignals.Of(processId);
        Console.WriteLine($"pending {state.Pending}; blocked {state.Blocked}; ignored {state.Ignored}; caught {state.Caught}");
        Console.WriteLine($"{state.Queued} of {state.QueueLimit} queued");
    }
}
