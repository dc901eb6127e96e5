using System.Reflection;
using System.Runtime.InteropServices;
using System.Text;

namespace Causeway.Tests.Processes.Tracing;

/// <summary>Numbers and flags of the decoded calls are those of the C headers, on both architectures.</summary>
public sealed class CallTableTests
{
    private const string Headers = """
        #define _GNU_SOURCE
        #include <fcntl.h>
        #include <mqueue.h>
        #include <netinet/in.h>
        #include <signal.h>
        #include <linux/close_range.h>
        #include <linux/futex.h>
        #include <linux/memfd.h>
        #include <linux/openat2.h>
        #include <sys/eventfd.h>
        #include <sys/file.h>
        #include <sys/ipc.h>
        #include <sys/mman.h>
        #include <sys/msg.h>
        #include <sys/sem.h>
        #include <sys/shm.h>
        #include <sys/signalfd.h>
        #include <sys/socket.h>
        #include <sys/syscall.h>

        """;

    /// <summary>Those that headers of older kernels lack.</summary>
    private static readonly string[] s_new = ["MFD_NOEXEC_SEAL", "MFD_EXEC", "FUTEX_LOCK_PI2", "SCM_PIDFD"];

    [ProgramFact("gcc", "--version")]
    public void Tables_ThisArchitecture_AreThoseOfTheHeaders() => Compile("gcc", isArm: RuntimeInformation.ProcessArchitecture == Architecture.Arm64);

    [ProgramFact("aarch64-linux-gnu-gcc", "--version")]
    public void Tables_Arm64_AreThoseOfTheHeaders() => Compile("aarch64-linux-gnu-gcc", isArm: true);

    [Fact]
    public void Tables_NoNumber_StandsForTwoCalls()
    {
        Assert.DoesNotContain(CallForms.All.Where(static form => form.Number.X64 >= 0).GroupBy(static form => form.Number.X64), static same => same.Count() > 1);
        Assert.DoesNotContain(CallForms.All.Where(static form => form.Number.Arm64 >= 0).GroupBy(static form => form.Number.Arm64), static same => same.Count() > 1);
        Assert.All(CallForms.All, static form => Assert.InRange(form.Arguments.Length, 0, 6));
    }

    private static void Compile(string compiler, bool isArm)
    {
        StringBuilder source = new(Headers);
        foreach (CallForm form in CallForms.All)
        {
            int number = isArm ? form.Number.Arm64 : form.Number.X64;
            source.Append(number < 0 ? $"#ifdef SYS_{form.Name}\n#error {form.Name}\n#endif\n" : $"_Static_assert(SYS_{form.Name} == {number}, \"{form.Name}\");\n");
        }

        CallConstant[] constants = [.. Tables().SelectMany(static table => table.Choices.Concat(table.Flags)).Distinct()];
        Assert.True(constants.Length > 150, "the tables were not found");
        foreach (CallConstant constant in constants)
        {
            string check = $"_Static_assert((unsigned){constant.Name} == {(uint)(isArm ? constant.Value.Arm64 : constant.Value.X64)}u, \"{constant.Name}\");\n";
            source.Append(s_new.Contains(constant.Name) ? $"#ifdef {constant.Name}\n{check}#endif\n" : check);
        }

        string file = Path.Combine(Path.GetTempPath(), $"causeway-calls-{Environment.ProcessId}.c");
        File.WriteAllText(file, source.ToString());
        try
        {
            CCompiler.Run(compiler, "-std=gnu11", "-fsyntax-only", file);
        }
        finally
        {
            File.Delete(file);
        }
    }

    private static IEnumerable<CallFlags> Tables() => typeof(CallForms).Assembly.GetTypes()
        .Where(static type => type.Name.EndsWith("Forms", StringComparison.Ordinal))
        .SelectMany(static type => type.GetFields(BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic))
        .Where(static field => field.FieldType == typeof(CallFlags))
        .Select(static field => (CallFlags)field.GetValue(null)!);
}
