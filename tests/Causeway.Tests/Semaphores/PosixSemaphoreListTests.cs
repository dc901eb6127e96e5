namespace Causeway.Tests.Semaphores;

public sealed class PosixSemaphoreListTests : IDisposable
{
    private readonly SemaphoreName _name = new();

    public void Dispose() => _name.Dispose();

    [Fact]
    public void List_NamedSemaphore_IsThereWithItsValueAndPermissions()
    {
        using PosixSemaphore semaphore = PosixSemaphore.Create(_name, 3, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead);
        semaphore.Post();

        PosixSemaphoreEntry entry = Assert.Single(PosixSemaphore.List(), one => one.Name == _name.Name);

        Assert.Equal(new PosixSemaphoreEntry(_name, Sys.LibC.geteuid(), entry.GroupId, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead, 4), entry);
        Assert.Equal(4, semaphore.Value);
    }

    [Fact]
    public void List_FileThatIsNone_IsLeftOut()
    {
        File.WriteAllBytes(_name.Path, new byte[31]);

        Assert.DoesNotContain(PosixSemaphore.List(), one => one.Name == _name.Name);
    }

    [RootFact]
    public void List_OfAnotherUser_HasNoValueWhereItMayNotBeRead()
    {
        using PosixSemaphore semaphore = PosixSemaphore.Create(_name, 1);
        OtherUser.ExpectSuccess(ListInPeer, _name);
    }

    private static void ListInPeer(string[] arguments) =>
        Assert.Null(Assert.Single(PosixSemaphore.List(), one => one.Name == arguments[0]).Value);
}
