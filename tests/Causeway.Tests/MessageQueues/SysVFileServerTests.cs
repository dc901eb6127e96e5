using System.Globalization;
using Causeway.Samples.SysVFiles;

namespace Causeway.Tests.MessageQueues;

/// <summary>The sample server in a process of its own, with clients in C and .NET, some of which die.</summary>
public sealed class SysVFileServerTests : IDisposable
{
    private readonly SysVKey _key = SysVTestKey.Next();
    private readonly TestDirectory _directory = new();
    private readonly byte[] _content = new byte[100_000];
    private readonly string _path;
    private readonly Peer _server;

    public SysVFileServerTests()
    {
        new Random(1).NextBytes(_content);
        _path = _directory.PathOf("file");
        File.WriteAllBytes(_path, _content);
        _server = Peer.StartDotnet(ServeAsync, Key);
        _server.Expect("serving");
    }

    private string Key => _key.Value.ToString(CultureInfo.InvariantCulture);

    public void Dispose()
    {
        _server.CloseInput();
        _server.ExpectSuccess();
        _server.Dispose();
        _directory.Dispose();
    }

    [Fact]
    public void CClient_AFile_GetsAllOfIt()
    {
        using Peer client = Peer.StartC("sysv_file_client", Key, _path);

        client.Expect("Received 100000 bytes (14 messages)");
        client.ExpectSuccess();
    }

    [Fact]
    public void CClient_NoSuchFile_GetsTheReason()
    {
        using Peer client = Peer.StartC("sysv_file_client", Key, "/no/such/file");

        Assert.Contains("/no/such/file", client.ReadLine(), StringComparison.Ordinal);
        client.ExpectSuccess();
    }

    [Fact]
    public async Task DotnetClients_AtOnce_EachGetTheFile()
    {
        MemoryStream[] files = [.. Enumerable.Range(0, 20).Select(static _ => new MemoryStream())];

        int[] messages = await Task.WhenAll(files.Select(file => FileClient.FetchAsync(_key, _path, file)));

        Assert.All(messages, static count => Assert.Equal(14, count));
        Assert.All(files, file => Assert.Equal(_content, file.ToArray()));
        await Assert.ThrowsAsync<FileNotFoundException>(() => FileClient.FetchAsync(_key, "/no/such/file", Stream.Null));
    }

    [Fact]
    public async Task Clients_ThatAreDone_AreForgotten()
    {
        using Peer client = Peer.StartC("sysv_file_client", Key, _path);
        client.Expect("Received 100000 bytes (14 messages)");
        client.ExpectSuccess();
        Assert.Equal(14, await FileClient.FetchAsync(_key, _path, Stream.Null));

        // This process, a client, lives on.
        Ask("sweep 0, 0 clients");
    }

    [Fact]
    public async Task Client_KilledWhileItsRepliesWait_ItsQueueGoesAndOthersAreServed()
    {
        // 100,000 bytes are more than the queue holds: the handler waits for room.
        using Peer client = Peer.StartC("sysv_file_client", Key, _path, "slow");
        string[] words = client.ReadLine()!.Split(' ');
        Assert.Equal("waiting", words[0]);
        var replies = new SysVMessageQueue(int.Parse(words[1], CultureInfo.InvariantCulture));
        Ask("sweep 0, 1 clients");
        Assert.True(SpinWait.SpinUntil(() => replies.GetStatus().Messages > 0, Watchdog.Limit));

        client.Process.Kill();
        client.Process.WaitForExit();

        Ask("sweep 1, 0 clients");
        Assert.Equal(Errno.EINVAL, Assert.Throws<SyscallException>(() => replies.GetStatus()).Errno);
        using var file = new MemoryStream();
        Assert.Equal(14, await FileClient.FetchAsync(_key, _path, file));
    }

    [Fact]
    public void Client_WhoseFirstThreadEnded_LivesUntilTheOthersHave()
    {
        using Peer client = Peer.StartC("sysv_file_client", Key, _path, "leaderless");
        Assert.StartsWith("waiting ", client.ReadLine(), StringComparison.Ordinal);
        while (!File.ReadAllText($"/proc/{client.Process.Id}/stat").Contains(") Z ", StringComparison.Ordinal))
            Thread.Yield();

        // The first sweep learns who it is, the second whether it lives.
        Ask("sweep 0, 1 clients");
        Ask("sweep 0, 1 clients");

        client.Process.Kill();
        client.Process.WaitForExit();
        Ask("sweep 1, 0 clients");
    }

    [Fact]
    public void DotnetClient_KilledBeforeItReceived_ItsQueueGoes()
    {
        SysVMessageQueue replies = SysVMessageQueue.Create(SysVKey.Private);
        try
        {
            using Peer client = Peer.StartDotnet(AskAndWait, Key, replies.Id.ToString(CultureInfo.InvariantCulture), _path);
            client.Expect("asked");
            while (replies.GetStatus().Messages == 0)
                Thread.Yield();
            Ask("sweep 0, 1 clients");

            client.Process.Kill();
            client.Process.WaitForExit();

            Ask("sweep 1, 0 clients");
            Assert.False(replies.TryDelete());
        }
        finally
        {
            replies.TryDelete();
        }
    }

    [Fact]
    public void Request_ThatIsNone_IsPassedOver()
    {
        SysVMessageQueue requests = SysVMessageQueue.Open(_key);
        requests.Send(1, "short"u8);
        requests.Send(1, new byte[8000]);
        requests.Send(1, Enumerable.Repeat((byte)0xFF, 4100).ToArray());

        using Peer client = Peer.StartC("sysv_file_client", Key, _path);
        client.Expect("Received 100000 bytes (14 messages)");
        client.ExpectSuccess();
    }

    private static async Task ServeAsync(string[] arguments)
    {
        using var server = new FileServer(new SysVKey(int.Parse(arguments[0], CultureInfo.InvariantCulture)));
        using var end = new CancellationTokenSource();

        // The test says when to look for the dead.
        Task running = server.RunAsync(TimeSpan.FromHours(1), end.Token);
        Console.WriteLine("serving");
        while (await Console.In.ReadLineAsync() is not null)
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"sweep {server.Sweep()}, {server.Clients} clients"));
        await end.CancelAsync();
        await running;
    }

    private static void AskAndWait(string[] arguments)
    {
        byte[] request = new byte[4100];
        BitConverter.TryWriteBytes(request, int.Parse(arguments[1], CultureInfo.InvariantCulture));
        System.Text.Encoding.UTF8.GetBytes(arguments[2], request.AsSpan(4));
        SysVMessageQueue.Open(new SysVKey(int.Parse(arguments[0], CultureInfo.InvariantCulture))).Send(Environment.ProcessId, request);
        Console.WriteLine("asked");
        Thread.Sleep(Timeout.Infinite);
    }

    private void Ask(string answer)
    {
        _server.Send("");
        _server.Expect(answer);
    }
}
