using System.Collections.Concurrent;
using Causeway.Messaging.Tests.Meeting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Causeway.Messaging.Tests.Hosting;

public sealed class HostingTests : IDisposable
{
    private readonly MeetingDomain _domain = new();

    public void Dispose() => _domain.Dispose();

    [Fact]
    public async Task Services_GiveEachListenerByItsName_AndCloseIt()
    {
        ServiceCollection services = new();
        services.AddSharedConnectionListener("orders", _ => _domain.Options);
        services.AddSharedConnectionListener("bytes", _ => _domain.Options with { Mode = SharedConnectionMode.Stream });
        await using (ServiceProvider provider = services.BuildServiceProvider())
        {
            SharedConnectionListener orders = provider.GetRequiredKeyedService<SharedConnectionListener>("orders");
            Assert.Same(orders, provider.GetRequiredService<SharedConnectionListener>());
            Assert.Equal("bytes", provider.GetRequiredKeyedService<SharedConnectionListener>("bytes").Name);
            using SharedConnection connector = await SharedConnection.ConnectAsync("orders", _domain.Options);
            using SharedConnection connection = await orders.AcceptAsync();
            connector.Send("x"u8);
            connection.Receive().Dispose();
        }

        await Assert.ThrowsAsync<SyscallException>(async () => await SharedConnection.ConnectAsync("orders", _domain.Options));
    }

    [Fact]
    public void Logger_HearsOfMeetingsAndEnds()
    {
        LinesLogger log = new();
        using SharedConnectionListener listener = SharedConnectionListener.Listen("orders", _domain.Options with { Logger = log });
        using Peer peer = Peer.StartDotnet(ConnectAndHang, _domain.Path, "orders");
        using SharedConnection connection = listener.Accept();
        peer.Expect("connected");
        peer.Process.Kill();
        Assert.Throws<PeerDiedException>(() => connection.Receive());
        using (SharedConnection second = SharedConnection.Connect("orders", _domain.Options))
        using (listener.Accept())
        {
            // Closed at once.
        }

        Expect(log, "accepted");
        Expect(log, $"connection \"orders\": process {connection.Peer.ProcessId} died");
        Expect(log, "closed here");
    }

    /// <summary>Whoever waits is told a moment before the log is.</summary>
    private static void Expect(LinesLogger log, string text) =>
        Assert.True(SpinWait.SpinUntil(() => log.Lines.Any(line => line.Contains(text, StringComparison.Ordinal)), Watchdog.Limit), $"not said: {text}");

    private static void ConnectAndHang(string[] arguments)
    {
        using SharedConnection connection = SharedConnection.Connect(arguments[1], MeetingDomain.OptionsOf(arguments[0]));
        Console.WriteLine("connected");
        Thread.Sleep(Timeout.Infinite);
    }

    private sealed class LinesLogger : ILogger
    {
        public ConcurrentQueue<string> Lines { get; } = new();

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) => Lines.Enqueue(formatter(state, exception));
    }
}
