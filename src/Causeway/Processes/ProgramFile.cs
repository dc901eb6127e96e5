using System.Runtime.InteropServices;
using Causeway.Sys;

namespace Causeway;

/// <summary>What execve(2) would say of a file, as far as that can be told without it.</summary>
internal static unsafe class ProgramFile
{
    private const string OtherFormats = "/proc/sys/fs/binfmt_misc";
    private const int HeadBytes = 20;
    private const int MachineOffset = 18;

    /// <summary>The error of a path as a child with that working directory has it; the default value where none is known.</summary>
    public static Errno ErrorOf(string path, string? workingDirectory)
    {
        // Not made canonical by its text: behind a symbolic link the kernel's ".." is another directory.
        string full = Path.Combine(workingDirectory ?? "", path);
        int result = LibC.access(full, LibC.X_OK);
        Errno error = Errno.Last;
        if (result != 0)
            return error;
        if (IsDirectory(full))
            return Errno.EACCES;
        return IsOfNoKnownFormat(full) ? Errno.ENOEXEC : default;
    }

    /// <summary>Whether there is a directory, as chdir(2) finds it; one that may not be searched is one.</summary>
    public static bool IsDirectory(string path)
    {
        int result = LibC.access(path + "/.", LibC.F_OK);
        Errno error = Errno.Last;
        return result == 0 || error == Errno.EACCES;
    }

    /// <summary>Whether the kernel has nothing that runs it; a shell would take it for a script then, whatever it is.</summary>
    private static bool IsOfNoKnownFormat(string path)
    {
        int descriptor = LibC.open(path, LibC.O_RDONLY | LibC.O_CLOEXEC | LibC.O_NONBLOCK, 0);
        if (descriptor < 0)
        {
            // A program may be one that can be executed and not read.
            return false;
        }

        byte* head = stackalloc byte[HeadBytes];
        nint count;
        using (SafeFileDescriptor file = new(descriptor))
            count = LibC.read(file, head, HeadBytes, out _);
        if (count < 0)
            return false;
        ReadOnlySpan<byte> bytes = new(head, (int)count);
        bool isElf = bytes.StartsWith("\u007fELF"u8);
        if (bytes.StartsWith("#!"u8) || (isElf && count == HeadBytes && IsOfThisMachine(bytes[MachineOffset] | (bytes[MachineOffset + 1] << 8))))
            return false;
        return !MayBeKnownOtherwise(isElf);
    }

    /// <summary>Of the machine's two instruction sets (e_machine, elf(5)): 64 and 32 bits.</summary>
    private static bool IsOfThisMachine(int machine) => RuntimeInformation.OSArchitecture switch
    {
        Architecture.X64 => machine is 62 or 3,
        Architecture.Arm64 => machine is 183 or 40,
        _ => true,
    };

    /// <summary>Whether somebody registered an interpreter (binfmt_misc), of which a container need not see more than that other machines' programs run.</summary>
    private static bool MayBeKnownOtherwise(bool isElf)
    {
        try
        {
            string[] names = [.. Directory.EnumerateFiles(OtherFormats).Select(static path => Path.GetFileName(path))];
            return names is [] ? isElf : names.Any(static name => name is not ("register" or "status"));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return isElf;
        }
    }
}
