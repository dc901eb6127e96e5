using System.Text.Json;
using Causeway.Tests;

namespace Causeway.Cli.Tests.Commands.Inspect;

/// <summary>File systems whose server never answers again: whoever asks them anything waits for ever (tests/Peers/silent_mount.c).</summary>
public sealed class SilentMountTests
{
    [FuseFact]
    public void Look_FilesOfAServerThatDoesNotAnswer_AreListedAndNotAsked()
    {
        using TestDirectory directory = new();
        using Peer peer = Peer.StartC("silent_mount", directory.Root);
        string[] said = peer.ReadLine()!.Split(' ');
        (string holder, string stuck) = (said[0], said[1]);
        Sleeper.Await(stuck, "open|openat");
        ShellCommandResult listed = Shell.Causeway("ls", "--pid", holder, "--ends", "--json");
        JsonElement[] locks = [.. Look.Objects(listed.OutputText).Where(static one => one.String("kind") == "lock")];
        Assert.Equal(["/file", directory.PathOf("listed/file")], locks.Select(static one => one.String("name")).Order(StringComparer.Ordinal));
        Assert.All(locks, one => Assert.Equal((holder, "holder"), (one.GetProperty("ends")[0].String("pid"), one.GetProperty("ends")[0].String("role"))));
        Assert.Contains(Look.Errors(listed), static line => line.Contains("that may not answer", StringComparison.Ordinal));
        Assert.Contains(directory.PathOf("listed/file"), Look.Text("ps", holder));
        Assert.Contains($"thread {stuck} in open", Look.Text("why", stuck));
        ShellCommandResult examined = Shell.Script($"mkfifo {directory.PathOf("fifo")}; nsenter --mount --target {holder} $CW doctor {directory.Root}");
        Assert.Contains($"causeway: {directory.PathOf("listed")} is not looked into: its file system may not answer", Look.Errors(examined));
        Assert.Contains($"fix: causeway rm {directory.PathOf("fifo")}\n    note: rm leaves it alone as long as it may be in use: ", examined.OutputText);
        string watched = Shell.Script($"nsenter --mount --target {holder} $CW watch-events fifo --under {directory.Root} --timeout 1s").ErrorText;
        Assert.Contains($"{directory.PathOf("listed")} is not looked into: its file system may not answer", watched);
        string listener = directory.PathOf("listener");
        using System.Net.Sockets.Socket bound = new(System.Net.Sockets.AddressFamily.Unix, System.Net.Sockets.SocketType.Stream, System.Net.Sockets.ProtocolType.Unspecified);
        bound.Bind(new System.Net.Sockets.UnixDomainSocketEndPoint(listener));
        bound.Listen();
        Assert.Contains($"processes    {Environment.ProcessId}\n", Shell.Causeway("socket", "stat", listener).Succeeded());
        Assert.Contains(holder, Shell.Causeway("lock", "ls").Succeeded());
        peer.CloseInput();
        peer.ExpectSuccess();
    }
}
