using ActorRelay.Delivery;

namespace ActorRelay.Tests.Delivery;

public sealed class CipherMarksSpecs
{
    [Fact]
    public void Should_count_content_only_when_all_its_ciphertext_is_acknowledged()
    {
        var marks = new CipherMarks();
        marks.Add(content: 100, cipher: 300 + 122);
        marks.Add(content: 50, cipher: 300 + 122 + 72);

        Assert.Equal(0, marks.Acknowledged(300));
        Assert.Equal(0, marks.Acknowledged(421));
        Assert.Equal(100, marks.Acknowledged(422));
        Assert.Equal(100, marks.Acknowledged(493));
        Assert.Equal(150, marks.Acknowledged(495));

        // An older look that comes late takes nothing back.
        Assert.Equal(150, marks.Acknowledged(300));
    }

    /// <summary>Such as the answer to a key update, which goes out with the next write.</summary>
    [Fact]
    public void Should_bear_ciphertext_that_nobody_wrote()
    {
        var marks = new CipherMarks();
        marks.Add(content: 10, cipher: 32);
        marks.Add(content: 10, cipher: 32 + 27 + 32);

        Assert.Equal(10, marks.Acknowledged(64));
        Assert.Equal(20, marks.Acknowledged(91));
    }
}
