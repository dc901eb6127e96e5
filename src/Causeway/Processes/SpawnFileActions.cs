using System.Runtime.InteropServices;
using Causeway.Sys;

namespace Causeway;

/// <summary>
/// The descriptors of a child, as the file actions of posix_spawn(3): first every named one to its number, then
/// everything else closed.
/// </summary>
/// <remarks>
/// A source may have the number of another's target. Each is therefore duplicated above all targets here in the parent
/// (close-on-exec, so no other child sees it), and moved down in the child.
/// </remarks>
internal sealed unsafe class SpawnFileActions : IDisposable
{
    private const int LastStandard = 2;
    private const string OwnDescriptors = "/proc/self/fd";
    private readonly LibC.posix_spawn_file_actions_t* _actions;
    private readonly List<SafeFileDescriptor> _sources = [];

    public SpawnFileActions(ChildProcessOptions options, ChildGate? gate)
    {
        _actions = (LibC.posix_spawn_file_actions_t*)NativeMemory.AllocZeroed((nuint)sizeof(LibC.posix_spawn_file_actions_t));
        Check("posix_spawn_file_actions_init", LibC.posix_spawn_file_actions_init(_actions));
        try
        {
            Fill(options, gate);
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    /// <summary>For posix_spawn, until <see cref="Dispose"/>.</summary>
    public LibC.posix_spawn_file_actions_t* Pointer => _actions;

    /// <inheritdoc/>
    public void Dispose()
    {
        _ = LibC.posix_spawn_file_actions_destroy(_actions);
        NativeMemory.Free(_actions);
        foreach (SafeFileDescriptor source in _sources)
            source.Dispose();
    }

    private void Fill(ChildProcessOptions options, ChildGate? gate)
    {
        var targets = new Dictionary<int, SafeHandle>(options.Descriptors);
        if (gate is not null)
            targets.Add(gate.Number, gate.ChildEnd);
        int highest = targets.Count == 0 ? LastStandard : Math.Max(LastStandard, targets.Keys.Max());
        if (options.PseudoTerminal is { } terminal)
        {
            // Held until the child has the slave: with the master closed meanwhile the path may be another terminal's.
            _sources.Add(DuplicateAbove(highest, terminal.Descriptor));
            OpenTerminal(terminal);
        }

        foreach ((int target, SafeHandle handle) in targets)
        {
            SafeFileDescriptor source = DuplicateAbove(highest, handle);
            _sources.Add(source);
            Check("posix_spawn_file_actions_adddup2", LibC.posix_spawn_file_actions_adddup2(_actions, source.Number, target));
        }

        CloseRest(targets, highest);
        if (options.WorkingDirectory is { } directory)
        {
            using var path = new CStringArray([directory], nameof(options));
            Check("posix_spawn_file_actions_addchdir_np", LibC.posix_spawn_file_actions_addchdir_np(_actions, path.Pointer[0]));
        }
    }

    /// <summary>The first terminal that the leader of a session opens is its controlling one. The numbers that are wanted otherwise are overwritten below.</summary>
    private void OpenTerminal(PseudoTerminal terminal)
    {
        using var path = new CStringArray([terminal.SlavePath], nameof(terminal));
        Check("posix_spawn_file_actions_addopen", LibC.posix_spawn_file_actions_addopen(_actions, 0, path.Pointer[0], LibC.O_RDWR, 0));
        for (int number = 1; number <= LastStandard; number++)
            Check("posix_spawn_file_actions_adddup2", LibC.posix_spawn_file_actions_adddup2(_actions, 0, number));
    }

    private static SafeFileDescriptor DuplicateAbove(int highest, SafeHandle handle)
    {
        using HandleHold hold = new(handle);
        using var borrowed = new SafeFileDescriptor((int)hold.Value, ownsDescriptor: false);
        int duplicate = LibC.fcntl(borrowed, LibC.F_DUPFD_CLOEXEC, (nint)highest + 1);
        Errno error = Errno.Last;
        if (duplicate < 0)
            throw SyscallFailure.Create("fcntl(F_DUPFD_CLOEXEC)", borrowed.ToString(), error, error == Errno.EINVAL ? $"the child's descriptor numbers, {highest} the highest, must be below the limit of descriptors: use lower ones, or raise it (ulimit -n)" : null);
        return new SafeFileDescriptor(duplicate);
    }

    private void CloseRest(Dictionary<int, SafeHandle> targets, int highest)
    {
        for (int number = LastStandard + 1; number < highest; number++)
        {
            if (!targets.ContainsKey(number))
                Close(number);
        }

        if (LibC.HasClosefrom)
        {
            Check("posix_spawn_file_actions_addclosefrom_np", LibC.posix_spawn_file_actions_addclosefrom_np(_actions, highest + 1));
            return;
        }

        // musl has no closefrom: what is open now is closed by number. All of Causeway's and .NET's own
        // descriptors are close-on-exec anyway; this is for those that other native code left inheritable.
        List<int> open = ProcDirectory.NumbersIn(OwnDescriptors, out Errno error);
        if (error != default)
            throw SyscallFailure.Opening("open", OwnDescriptors, error);
        foreach (int number in open)
        {
            if (number > highest)
                Close(number);
        }
    }

    private void Close(int number) =>
        Check("posix_spawn_file_actions_addclose", LibC.posix_spawn_file_actions_addclose(_actions, number));

    private static void Check(string operation, int error)
    {
        if (error != 0)
            throw SyscallFailure.Create(operation, objectName: null, new Errno(error));
    }
}
