namespace Causeway.Samples;

/// <summary>What the README quotes.</summary>
public static class Examples
{
    public static int GiveAPipeToAChild()
    {
        using AnonymousPipe pipe = AnonymousPipe.Create();
        var options = new ChildProcessOptions("wc", "-c");
        options.Descriptors[0] = pipe.Reader.Descriptor;
        using ChildProcess child = ChildProcess.Start(options);
        pipe.Reader.Dispose();
        pipe.Writer.Write("twelve bytes"u8);
        pipe.Writer.Dispose();
        ChildExitStatus status = child.WaitForExit();

        return status.ExitCode ?? -1;
    }

    public static string ReadACommand()
    {
        using ShellCommand command = ShellCommand.OpenRead("sort /etc/passwd | head -1");
        using var lines = new StreamReader(command.Output);
        string? first = lines.ReadLine();

        return first ?? "";
    }

    public static async Task<int> UseAQueueAsync(string name)
    {
        using PosixMessageQueue queue = PosixMessageQueue.OpenOrCreate(name, maxMessages: 10, maxMessageBytes: 1024);
        await queue.SendAsync("order 17"u8.ToArray(), priority: 5);
        byte[] buffer = new byte[1024];
        PosixMessageInfo message = await queue.ReceiveAsync(buffer);
        PosixMessageQueue.Delete(name);

        return message.Length;
    }

    public static int ShareMemory(string name)
    {
        using PosixSharedMemory memory = PosixSharedMemory.Create(name, sizeBytes: 4096);
        using MemoryMapping mapping = MemoryMapping.Map(memory);
        ref int counter = ref mapping.GetReference<int>(0);
        Interlocked.Increment(ref counter);
        PosixSharedMemory.Delete(name);

        return counter;
    }

    public static async Task<string> TalkOverASocketAsync(string path)
    {
        using UnixSocketListener listener = UnixSocketListener.Listen(UnixSocketAddress.FromPath(path));
        using UnixSocket client = await UnixSocket.ConnectAsync(UnixSocketAddress.FromPath(path));
        using UnixSocket server = await listener.AcceptAsync();
        UnixCredentials? who = server.PeerCredentials;
        await client.SendAsync("hello"u8.ToArray());
        byte[] buffer = new byte[64];
        int count = await server.ReceiveAsync(buffer);

        return $"{who?.ProcessId}: {System.Text.Encoding.UTF8.GetString(buffer, 0, count)}";
    }

    public static async Task HoldALockAsync(Domain domain, Func<Task> repair, Func<Task> work)
    {
        using NamedLock index = NamedLock.OpenOrCreate("index", domain);
        await using (NamedLockScope held = await index.AcquireAsync())
        {
            if (held.PreviousOwnerDied)
                await repair();
            await work();
        }
    }

    public static bool EndAWaitByAToken(SysVKey key)
    {
        SysVMessageQueue queue = SysVMessageQueue.OpenOrCreate(key);
        using var source = new CancellationTokenSource(TimeSpan.FromMilliseconds(10));
        try
        {
            queue.Receive(new byte[1024], SysVMessageSelection.Exactly(7), cancellationToken: source.Token);
        }
        catch (OperationCanceledException)
        {
            return true;
        }
        finally
        {
            queue.Delete();
        }

        return false;
    }
}
