using System.Runtime.InteropServices;

namespace Abi.Tests;

/// <summary>One C compiler with its headers: an architecture and a C library.</summary>
/// <param name="Program">The compiler.</param>
/// <param name="Package">The Debian package that has it.</param>
/// <param name="Arguments">What it needs to find its headers.</param>
public sealed record AbiTarget(string Program, string Package, params string[] Arguments)
{
    private static bool IsX64 => RuntimeInformation.ProcessArchitecture == Architecture.X64;

    /// <summary>This architecture with glibc.</summary>
    public static AbiTarget Native { get; } = new("gcc", "gcc");

    /// <summary>The other architecture with glibc.</summary>
    public static AbiTarget OtherArchitecture { get; } = IsX64
        ? new("aarch64-linux-gnu-gcc", "gcc-aarch64-linux-gnu and libc6-dev-arm64-cross")
        : new("x86_64-linux-gnu-gcc", "gcc-x86-64-linux-gnu and libc6-dev-amd64-cross");

    /// <summary>This architecture with musl.</summary>
    public static AbiTarget Musl { get; } = new("musl-gcc", "musl-tools", "-idirafter", KernelHeaders());

    public static IReadOnlyList<AbiTarget> All { get; } = [Native, OtherArchitecture, Musl];

    public static IEnumerable<AbiTarget> Installed => All.Where(static target => target.IsInstalled);

    public bool IsInstalled => (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':').Any(folder => File.Exists(Path.Combine(folder, Program)));

    /// <summary>
    /// Debian's musl-gcc sees no header of the kernel (linux/, asm/), which belong to no C library. They stand among
    /// glibc's, so that adding that whole folder would let glibc's headers answer for what musl lacks: a folder with
    /// links to the kernel's alone is added instead.
    /// </summary>
    private static string KernelHeaders()
    {
        string folder = Path.Combine(Repository.Root, "artifacts", "abi", "kernel-headers");
        Directory.CreateDirectory(folder);
        string triplet = IsX64 ? "x86_64-linux-gnu" : "aarch64-linux-gnu";
        string ofArchitecture = $"/usr/include/{triplet}/asm";
        foreach (string target in (string[])["/usr/include/linux", "/usr/include/asm-generic", Directory.Exists(ofArchitecture) ? ofArchitecture : "/usr/include/asm"])
        {
            string link = Path.Combine(folder, Path.GetFileName(target));
            if (!Path.Exists(link))
                Directory.CreateSymbolicLink(link, target);
        }

        return folder;
    }
}
