using Causeway.Domains;

namespace Causeway.Tests.Domains;

/// <summary>Two versions of the library meet on one object.</summary>
public sealed class LayoutVersionTests : IDisposable
{
    private readonly TestDomain _domain = new();

    public void Dispose() => _domain.Dispose();

    [Fact]
    public void ObjectOfAnotherVersion_BothSidesSayWhichIsThere_AndTheListingGoesOn()
    {
        NamedSemaphore.Create("ours", 1, domain: _domain.Domain).Dispose();
        using Peer peer = Peer.StartDotnet(MeetInPeer, _domain.Path);
        peer.Expect("made");

        LayoutMismatchException refused = Assert.Throws<LayoutMismatchException>(() => ObjectFile.OpenOrCreate(_domain.Domain, "theirs", TestDomain.Semaphore(), out _));
        Assert.Contains("has layout version 2, and this library reads version 1; let all of its users run one version", refused.Message, StringComparison.Ordinal);
        Assert.Equal([false, true], _domain.Domain.List().Select(one => one.Problem is not null));
        Assert.Throws<LayoutMismatchException>(() => _domain.Domain.Collect("theirs"));
        Assert.Empty(_domain.Domain.Collect().Objects);

        peer.Send("go on");
        peer.Expect("has layout version 1, and this library reads version 2");
        Assert.True(_domain.Domain.TryDelete("theirs"));
        peer.ExpectSuccess();
    }

    private static void MeetInPeer(string[] arguments)
    {
        ObjectHeader.CurrentVersion = 2;
        var domain = Domain.Open(arguments[0]);
        using ObjectFile own = ObjectFile.Create(domain, "theirs", TestDomain.Semaphore());
        Console.WriteLine("made");
        Console.ReadLine();
        LayoutMismatchException refused = Assert.Throws<LayoutMismatchException>(() => ObjectFile.Open(domain, "ours", NamedObjectKind.Semaphore));
        Console.WriteLine(refused.Message[(refused.Path.Length + 3)..refused.Message.IndexOf(';', StringComparison.Ordinal)]);
    }
}
