namespace Causeway.Tests.Semaphores;

/// <summary>The same semaphore from C (tests/Peers/posix_semaphore.c).</summary>
public sealed class PosixSemaphoreInteropTests : IDisposable
{
    private readonly SemaphoreName _name = new();

    public void Dispose() => _name.Dispose();

    [Fact]
    public void Post_WaiterInC_IsReleased()
    {
        using PosixSemaphore semaphore = PosixSemaphore.Create(_name, 0);
        using Peer peer = Peer.StartC("posix_semaphore", "wait", _name);
        peer.Expect("waiting");

        semaphore.Post();

        peer.Expect("taken");
        peer.ExpectSuccess();
        Assert.Equal(0, semaphore.Value);
    }

    [Fact]
    public async Task WaitAsync_PostedInC_IsReleased()
    {
        using PosixSemaphore semaphore = PosixSemaphore.Create(_name, 0);
        Task pending = semaphore.WaitAsync().AsTask();

        Say("posted", "post", _name);

        await pending;
    }

    [Fact]
    public void Wait_TimedPostedInC_IsReleased()
    {
        using PosixSemaphore semaphore = PosixSemaphore.Create(_name, 0);
        using Peer peer = Peer.StartC("posix_semaphore", "post", _name);

        semaphore.Wait(TimeSpan.FromHours(1));

        peer.Expect("posted");
        peer.ExpectSuccess();
    }

    [Fact]
    public void Open_CreatedInC_HasItsValue_AndWhatADeadProcessPostedStays()
    {
        Say("opened", "create", _name, "2");
        Say("posted", "post", _name);

        using PosixSemaphore semaphore = PosixSemaphore.Open(_name);

        Assert.Equal(3, semaphore.Value);
        Say("taken", "try", _name);
        Assert.Equal(2, semaphore.Value);
    }

    [Fact]
    public void Create_InC_FindsTheSameObject()
    {
        using PosixSemaphore semaphore = PosixSemaphore.Create(_name, 0);
        Say("EEXIST", "create", _name, "0");
        Say("0", "value", _name);
        Say("EAGAIN", "try", _name);
    }

    [Fact]
    public void TimedWait_InC_TimesOutOnOurs()
    {
        using PosixSemaphore semaphore = PosixSemaphore.Create(_name, 0);
        Say("ETIMEDOUT", "timed", _name, "1");
        semaphore.Post();
        Say("taken", "timed", _name, "1");
    }

    [Fact]
    public async Task Delete_InCWhileWeWait_DoesNotWake()
    {
        using PosixSemaphore semaphore = PosixSemaphore.Create(_name, 0);
        Task pending = semaphore.WaitAsync().AsTask();

        Say("unlinked", "unlink", _name);
        Say("ENOENT", "open", _name);

        Assert.False(pending.IsCompleted);
        semaphore.Post();
        await pending;
    }

    [GlibcFact]
    public void Create_BytesOfTheFile_AreThoseThatGlibcWrites()
    {
        using PosixSemaphore semaphore = PosixSemaphore.Create(_name, 1);

        Assert.Equal("0100000000000000800000000000000000000000000000000000000000000000", Convert.ToHexString(File.ReadAllBytes(_name.Path)));
    }

    [RootFact]
    public void Permissions_OtherUser_GetsExactlyThem()
    {
        using PosixSemaphore semaphore = PosixSemaphore.Create(_name, 0);
        OtherUser.Expect("EACCES", "posix_semaphore", "open", _name);
        OtherUser.Expect("EACCES", "posix_semaphore", "unlink", _name);
        OtherUser.ExpectSuccess(TouchAnothersInPeer, _name);
    }

    private static void TouchAnothersInPeer(string[] arguments)
    {
        Assert.Throws<UnauthorizedAccessException>(() => PosixSemaphore.Open(arguments[0]));
        Assert.Throws<UnauthorizedAccessException>(() => PosixSemaphore.OpenOrCreate(arguments[0], 0));
        Assert.Throws<UnauthorizedAccessException>(() => PosixSemaphore.Delete(arguments[0]));
    }

    private static void Say(string expected, params string[] arguments)
    {
        using Peer peer = Peer.StartC("posix_semaphore", arguments);
        peer.Expect(expected);
        peer.ExpectSuccess();
    }
}
